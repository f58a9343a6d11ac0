package io.balsa.node.command;

import io.balsa.archive.backup.BackupDirectory;
import io.balsa.archive.backup.BackupSpan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.File;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * {@code balsa backup verify}: whether every byte of a backup is as it was written.
 */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = "Check every byte of a backup. Exit code 0 when all is well, 1 when something is damaged.")
public final class BackupVerifyCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DIR", description = "Directory of the backup.")
    private File directory;

    @Option(names = "--json", description = "Print JSON.")
    private boolean isJson;

    /**
     * Create.
     */
    public BackupVerifyCommand()
    {
    }

    @Override
    public Integer call()
    {
        final PrintWriter out = spec.commandLine().getOut();
        final List<BackupSpan> spans = BackupDirectory.spans(directory);
        final List<String> damages =
            BackupDirectory.verify(directory, new ProgressLines(spec.commandLine().getErr(), "checked"));
        if (isJson)
        {
            out.println(new JsonObject()
                .text("backup", directory.toString())
                .flag("whole", damages.isEmpty())
                .array("damages", damages.stream().map((text) -> new JsonObject().text("text", text)).toList()));
        }
        else
        {
            damages.forEach(out::println);
            out.println(directory + ": " + spans.size() + (spans.size() == 1 ? " span, " : " spans, ") +
                (damages.isEmpty() ? "all is well" : damages.size() + " damaged"));
        }
        return damages.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }
}
