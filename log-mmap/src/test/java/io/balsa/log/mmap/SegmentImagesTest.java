package io.balsa.log.mmap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Where direct memory has room for one image and not for two; in a process of its own, for its limit, in which no
 * collection gives back what is not freed.
 */
@Timeout(60)
class SegmentImagesTest
{
    private static final int SEGMENT_LENGTH = 8 * 1024 * 1024;
    private static final String LIMIT = "12m";

    @TempDir
    private File directory;

    /** Opens a member with images that are too long, then reserves some that are not. */
    public static void main(final String[] args)
    {
        final FaultyStorage storage = new FaultyStorage(new File(args[0]));
        try
        {
            MemberStorage.open(TestMember.context(null).storage(storage).segmentLength(SEGMENT_LENGTH)).close();
        }
        catch (final StorageException e)
        {
            System.out.println(e.getMessage().replaceFirst("memory: .*; raise", "memory: ...; raise"));
        }
        System.out.println("open files: " + storage.openFileCount());
        FileStorage.open(new File(args[0])).lock(LogLayout.LOCK);
        System.out.println("not locked");
        final SegmentImages images = new SegmentImages(SEGMENT_LENGTH / 2);
        images.close();
        new SegmentImages(SEGMENT_LENGTH / 2).close();
        System.out.println("given back");
    }

    @Test
    void shouldNameTheLimitOfDirectMemoryAndKeepNothingOpen() throws IOException, InterruptedException
    {
        final Process process = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED", "-Xmx32m", "-XX:+UseSerialGC",
            "-XX:MaxDirectMemorySize=" + LIMIT, "-XX:+DisableExplicitGC",
            "-cp", System.getProperty("java.class.path"),
            SegmentImagesTest.class.getName(), directory.toString())
            .redirectErrorStream(true).start();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8))
        {
            assertEquals(
                "no room for 2 images of segments of " + SEGMENT_LENGTH + " bytes in direct memory: ...; " +
                "raise -XX:MaxDirectMemorySize or lower segmentLength", output.readLine());
            assertEquals("open files: 0", output.readLine());
            assertEquals("not locked", output.readLine());
            assertEquals("given back", output.readLine());
            assertEquals(0, process.waitFor());
        }
        finally
        {
            process.destroyForcibly();
        }
    }
}
