package io.balsa.node.command;

import io.balsa.archive.SnapshotArchive;
import io.balsa.archive.SnapshotFacts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.File;
import java.util.concurrent.Callable;

/**
 * {@code balsa snapshot export}: a snapshot as one file.
 */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = "Write a snapshot into one compressed file with checksums. Every byte of it is checked on the way.")
public final class SnapshotExportCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = OpenedSnapshot.LABEL, description = OpenedSnapshot.DESCRIPTION)
    private String name;

    @Parameters(index = "1", paramLabel = "FILE", description = "File to create; it must not be there.")
    private File file;

    @Option(names = "--json", description = "Print JSON.")
    private boolean isJson;

    /**
     * Create.
     */
    public SnapshotExportCommand()
    {
    }

    @Override
    public Integer call()
    {
        try (OpenedSnapshot opened = OpenedSnapshot.open(name))
        {
            final SnapshotFacts facts = opened.stream().facts();
            final long length = SnapshotArchive.write(
                opened.stream(), file, new ProgressLines(spec.commandLine().getErr(), "exported"));
            final long index = facts.metadata().id().index();
            spec.commandLine().getOut().println(isJson ?
                new JsonObject()
                    .text("file", file.toString())
                    .number("clusterId", facts.clusterId())
                    .number("index", index)
                    .number("term", facts.metadata().id().term())
                    .number("records", facts.recordCount())
                    .number("snapshotBytes", facts.lengthBytes())
                    .number("fileBytes", length).toString() :
                "exported the snapshot of index=" + index + ", " + facts.recordCount() + " records, " +
                facts.lengthBytes() + " bytes, to " + file + " of " + length + " bytes");
        }
        return ExitCode.OK;
    }
}
