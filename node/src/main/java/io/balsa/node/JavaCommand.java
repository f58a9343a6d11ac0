package io.balsa.node;

import io.balsa.archive.ChronicleSnapshotStore;
import io.balsa.transport.media.JvmFlags;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line that runs a program as this process runs: same Java, same flags, same classes.
 */
public final class JavaCommand
{
    private static final int NATIVE_ACCESS_WARNS_FROM = 24;

    private JavaCommand()
    {
    }

    /**
     * The command line.
     *
     * @param args of the {@code balsa} command line.
     * @return the words, for the caller to change.
     */
    public static List<String> of(final String... args)
    {
        return ofMain(Balsa.class, args);
    }

    /**
     * The command line of another program among the same classes.
     *
     * @param main class with the {@code main} method.
     * @param args of that method.
     * @return the words, for the caller to change.
     */
    public static List<String> ofMain(final Class<?> main, final String... args)
    {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (final String flag : ManagementFactory.getRuntimeMXBean().getInputArguments())
        {
            if (isForAnyProcess(flag))
            {
                command.add(flag);
            }
        }
        command.add(JvmFlags.REQUIRED);
        command.addAll(List.of(ChronicleSnapshotStore.REQUIRED_FLAGS.split(" ")));
        if (Runtime.version().feature() >= NATIVE_ACCESS_WARNS_FROM)
        {
            command.add("--enable-native-access=ALL-UNNAMED");
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(List.of(args));
        return command;
    }

    /** A debugger's port, for one, is taken by this process. */
    private static boolean isForAnyProcess(final String flag)
    {
        return !flag.startsWith("-agentlib:") && !flag.startsWith("-agentpath:") && !flag.startsWith("-javaagent:");
    }
}
