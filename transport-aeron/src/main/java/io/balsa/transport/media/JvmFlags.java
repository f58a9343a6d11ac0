package io.balsa.transport.media;

/**
 * The one flag that the buffers below this library need from the JVM. Checked before the first of them is touched,
 * because without it they fail later, and with an error that does not name the cure.
 */
public final class JvmFlags
{
    /** The flag to start the JVM with. */
    public static final String REQUIRED = "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED";

    private JvmFlags()
    {
    }

    /**
     * Check that the JVM was started with {@link #REQUIRED}.
     *
     * @throws IllegalStateException with one line that names the flag.
     */
    public static void check()
    {
        if (!Object.class.getModule().isExported("jdk.internal.misc", JvmFlags.class.getModule()))
        {
            throw new IllegalStateException(
                "the JVM flag " + REQUIRED + " is missing: add it to the java command line or to JDK_JAVA_OPTIONS");
        }
    }
}
