package io.balsa.transport.media;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(60)
class JvmFlagsTest
{
    @Test
    void shouldPassWithTheFlag()
    {
        JvmFlags.check();
    }

    @Test
    void shouldNameTheFlagThatIsMissing() throws IOException, InterruptedException
    {
        final Process process = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            LaunchesMedia.class.getName())
            .redirectErrorStream(true)
            .start();
        final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor());
        assertTrue(output.contains("the JVM flag " + JvmFlags.REQUIRED + " is missing"), output);
    }

    /** What a user's program does first. */
    static final class LaunchesMedia
    {
        private LaunchesMedia()
        {
        }

        public static void main(final String[] args)
        {
            try
            {
                MediaConnection.launch(new MediaContext());
            }
            catch (final IllegalStateException ex)
            {
                System.out.println(ex.getMessage());
            }
        }
    }
}
