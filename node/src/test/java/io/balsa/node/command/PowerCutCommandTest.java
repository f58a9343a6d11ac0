package io.balsa.node.command;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;

import static org.junit.jupiter.api.Assertions.assertEquals;

class PowerCutCommandTest
{
    private String message;

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, PowerCutCommand.CYCLES_MAX + 1})
    void shouldRefuseCyclesOutOfRange(final int cycles)
    {
        assertEquals(ExitCode.USAGE, execute("--cycles=" + cycles));
        assertEquals("--cycles=" + cycles + ": out of range; allowed: 1 to 100000", message);
    }

    @Test
    void shouldRefuseAFileSystemThatItDoesNotKnow()
    {
        assertEquals(CommandLine.ExitCode.USAGE, execute("--file-system=ext4,fat"));
    }

    private int execute(final String... args)
    {
        return new CommandLine(new PowerCutCommand())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setErr(new PrintWriter(new StringWriter()))
            .setExecutionExceptionHandler((ex, commandLine, parseResult) ->
            {
                message = ex.getMessage();
                return ((CommandException)ex).exitCode();
            })
            .execute(args);
    }
}
