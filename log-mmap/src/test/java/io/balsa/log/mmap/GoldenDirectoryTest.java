package io.balsa.log.mmap;

import io.balsa.consensus.port.LogView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A small directory of this format opens with the exact entries that were written to it, and is written again byte for
 * byte. It is replaced only by {@code -Dbalsa.test.golden=write}, with a format that older directories cannot live
 * with.
 */
@Timeout(60)
class GoldenDirectoryTest
{
    private static final Path GOLDEN = Path.of("src/test/resources/golden/v0/member");
    private static final boolean IS_WRITE = "write".equals(System.getProperty("balsa.test.golden"));

    @TempDir
    private File directory;

    private static HeapStorage golden() throws IOException
    {
        final HeapStorage files = new HeapStorage();
        for (final String name : GOLDEN.toFile().list())
        {
            files.put(name, Files.readAllBytes(GOLDEN.resolve(name)));
        }
        return files;
    }

    @Test
    void shouldWriteTheVeryBytes() throws IOException
    {
        final SmallLog log = SmallLog.create();
        if (IS_WRITE)
        {
            Files.createDirectories(GOLDEN);
            for (final String name : log.files.list())
            {
                Files.write(GOLDEN.resolve(name), log.files.bytes(name));
            }
        }
        assertNull(log.files.difference(golden()));
    }

    @Test
    void shouldOpenWithTheVeryEntries() throws IOException
    {
        final File copy = TestMember.copy(GOLDEN.toFile(), new File(directory, "member"));
        try (LogReader reader = LogReader.open(copy))
        {
            assertEquals(new Identity(77, 1, 0x1234_5678_9ABCL, 0), reader.identity());
            assertEquals(1, reader.firstIndex());
            assertEquals(52, reader.lastIndex());
            assertEquals(1, reader.termAt(25));
            assertEquals(2, reader.termAt(26));
            assertEquals(3, reader.termAt(51));
            final LogView view = new LogView();
            assertTrue(reader.read(51, 1, view));
            final byte[] frame = new byte[view.length()];
            view.buffer().getBytes(0, frame);
            assertEquals(
                "6dd09bbcae000000330000000000000003000000000000001b04000000000000" +
                "0500000000000000330000000000000032000000000000000200000092c878a3",
                HexFormat.of().formatHex(frame, 0, 64));
        }
        final SmallLog expected = SmallLog.create();
        try (TestMember member = SmallLog.open(FileStorage.open(copy)))
        {
            assertEquals(52, member.log.lastIndex());
            assertEquals(3, member.termState.term());
            assertEquals(2, member.termState.votedFor());
            assertEquals(0, member.termState.fencedTerm());
            expected.assertServedBy(member);
        }
        for (final String name : GOLDEN.toFile().list())
        {
            assertArrayEquals(
                TestMember.readBytes(GOLDEN.resolve(name)), TestMember.readBytes(copy.toPath().resolve(name)), name);
        }
    }
}
