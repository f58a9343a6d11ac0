package io.balsa.codecs;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The bytes of every message and record are part of the public interface: what was written once must be written and
 * read the same for ever. The files under {@code golden/v0} are hex text; {@code -Dbalsa.golden.write=DIR} writes
 * those that are new to a directory, from where they are added by hand. A file that is there is never changed.
 */
class GoldenTest
{
    private static final String WRITE_TO = System.getProperty("balsa.golden.write");

    @TestFactory
    Stream<DynamicTest> shouldEncodeMessagesAsEver()
    {
        return compare("wire", GoldenMessages.encoders());
    }

    @TestFactory
    Stream<DynamicTest> shouldEncodeRecordsAsEver()
    {
        return compare("storage", GoldenRecords.encoders());
    }

    @Test
    void shouldHaveGoldenBytesOfEveryMessageAndRecord()
    {
        assertEquals(decoderNames("wire"), GoldenMessages.encoders().size());
        assertEquals(decoderNames("storage"), GoldenRecords.encoders().size());
    }

    private static Stream<DynamicTest> compare(
        final String schema, final Map<String, ToIntFunction<MutableDirectBuffer>> encoders)
    {
        return encoders.entrySet().stream().map((entry) -> DynamicTest.dynamicTest(
            entry.getKey(), () -> compare(schema, entry.getKey(), entry.getValue())));
    }

    private static void compare(
        final String schema, final String name, final ToIntFunction<MutableDirectBuffer> encoder) throws IOException
    {
        final byte[] bytes = new byte[1024];
        final int length = encoder.applyAsInt(new UnsafeBuffer(bytes));
        final String hex = HexFormat.ofDelimiter(" ").formatHex(Arrays.copyOf(bytes, length));
        final String file = "/golden/v0/" + schema + "/" + name + ".hex";
        if (WRITE_TO != null)
        {
            final Path path = Path.of(WRITE_TO, file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, hex + "\n");
        }
        else
        {
            assertEquals(read(file), hex, file);
        }
    }

    static String read(final String file)
    {
        try (InputStream stream = GoldenTest.class.getResourceAsStream(file))
        {
            assertNotNull(stream, file + " is missing: write it with -Dbalsa.golden.write=DIR and add it");
            return new String(stream.readAllBytes(), StandardCharsets.US_ASCII).strip();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private static int decoderNames(final String schema)
    {
        final Path classes = Path.of("target", "classes", "io", "balsa", "codecs", schema);
        try (Stream<Path> files = Files.list(classes))
        {
            return (int)files.map((path) -> path.getFileName().toString().replace(".class", ""))
                .filter((name) -> name.endsWith("Decoder") && !name.contains("$"))
                .map((name) -> "io.balsa.codecs." + schema + "." + name)
                .filter(GoldenTest::isMessage)
                .count();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private static boolean isMessage(final String className)
    {
        try
        {
            final Class<?> decoder = Class.forName(className);
            assertTrue(Modifier.isPublic(decoder.getModifiers()));
            return Arrays.stream(decoder.getFields()).anyMatch((field) -> field.getName().equals("TEMPLATE_ID"));
        }
        catch (final ClassNotFoundException ex)
        {
            throw new AssertionError(ex);
        }
    }
}
