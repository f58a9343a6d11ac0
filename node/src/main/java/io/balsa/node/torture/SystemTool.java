package io.balsa.node.torture;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program of the operating system, such as {@code mount}. */
final class SystemTool
{
    private static final long TIMEOUT_S = 60;
    private static final String ADMINISTRATOR_PATH = "/usr/sbin:/sbin:/usr/bin:/bin";

    private final String name;
    private final String debianPackage;

    SystemTool(final String name, final String debianPackage)
    {
        this.name = name;
        this.debianPackage = debianPackage;
    }

    /** Fail when the program is not installed. */
    void require()
    {
        find();
    }

    private Path find()
    {
        final String path = System.getenv("PATH");
        return Stream.of((path + ":" + ADMINISTRATOR_PATH).split(":", -1))
            .map(directory -> Path.of(directory, name))
            .filter(Files::isExecutable)
            .findFirst()
            .orElseThrow(() -> new CannotRunException(
                name + " is not installed; on Debian it is in the package " + debianPackage));
    }

    /** Run to its end; returns what it printed when it failed, null otherwise. */
    String tryRun(final String... args)
    {
        final List<String> command = new ArrayList<>();
        command.add(find().toString());
        command.addAll(List.of(args));
        try
        {
            final Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            // Not to be interrupted: what one of them has begun, another has to end.
            process.onExit().completeOnTimeout(process, TIMEOUT_S, TimeUnit.SECONDS).join();
            if (process.isAlive())
            {
                process.destroyForcibly();
                throw new TortureException(name + " has not ended within " + TIMEOUT_S + " s");
            }
            final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.exitValue() == 0 ? null :
                name + " has failed: " + (output.isBlank() ? "exit code " + process.exitValue() : output.strip());
        }
        catch (final IOException ex)
        {
            throw new TortureException("cannot run " + name + ": " + ex.getMessage(), ex);
        }
    }

    void run(final String... args)
    {
        final String failure = tryRun(args);
        if (failure != null)
        {
            throw new TortureException(failure);
        }
    }
}
