package io.balsa.log.mmap;

import io.balsa.codecs.storage.IdentityEncoder;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(60)
class MemberStorageTest
{
    @TempDir
    private File directory;

    @Test
    void shouldKeepItsIdentity()
    {
        final Identity identity;
        try (MemberStorage storage = MemberStorage.open(
            TestMember.context(directory).incarnationSource(() -> 42).epochNanoClock(() -> 7)))
        {
            identity = storage.identity();
            assertEquals(new Identity(TestMember.CLUSTER_ID, 1, 42, 7), identity);
        }
        try (MemberStorage storage = MemberStorage.open(TestMember.context(directory)))
        {
            assertEquals(identity, storage.identity());
        }
    }

    @Test
    void shouldDrawAnotherIncarnationForAnotherDirectory(@TempDir final File other)
    {
        try (TestMember one = TestMember.open(directory);
            TestMember two = TestMember.open(other))
        {
            assertNotEquals(one.storage.identity().incarnation(), two.storage.identity().incarnation());
        }
    }

    @Test
    void shouldRefuseASecondOpen()
    {
        try (TestMember member = TestMember.open(directory))
        {
            final StorageException e = assertThrows(StorageException.class, () -> TestMember.open(directory));
            assertTrue(e.getMessage().contains("in use"), e.getMessage());
            member.append(1, 8);
        }
        TestMember.open(directory).close();
    }

    @Test
    void shouldRefuseTheDirectoryOfAnotherMemberOrCluster()
    {
        TestMember.open(directory).close();
        assertForeign(ctx -> ctx.memberId(2), "belongs to cluster 77 member 1, not to cluster 77 member 2");
        assertForeign(ctx -> ctx.clusterId(5), "belongs to cluster 77 member 1, not to cluster 5 member 1");
        TestMember.open(directory).close();
    }

    @Test
    void shouldRefuseADirectoryWithForeignFiles()
    {
        TestMember.writeBytes(directory.toPath().resolve("letters.txt"), new byte[3]);
        assertForeign(ctx -> ctx, "holds letters.txt");
        assertEquals(1, directory.list().length, "nothing was added");
    }

    @Test
    void shouldRefuseANewerFormat()
    {
        TestMember.open(directory).close();
        final Path file = directory.toPath().resolve(LogLayout.IDENTITY);
        final byte[] bytes = TestMember.readBytes(file);
        final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        final IdentityEncoder encoder = new IdentityEncoder();
        encoder.wrap(buffer, 0).schemaVersion(FileHeader.SCHEMA_VERSION + 1);
        encoder.checksum(FileHeader.checksum(buffer, 0));
        TestMember.writeBytes(file, bytes);
        assertForeign(ctx -> ctx, "has format version 1");
        assertArrayEquals(bytes, TestMember.readBytes(file));
    }

    private void assertForeign(final UnaryOperator<MemberStorage.Context> change, final String message)
    {
        final ForeignDirectoryException e = assertThrows(
            ForeignDirectoryException.class,
            () -> MemberStorage.open(change.apply(TestMember.context(directory))));
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    @Test
    void shouldRefuseFilesOfAnotherIncarnation(@TempDir final File other)
    {
        TestMember.open(directory).close();
        TestMember.open(other).close();
        for (final String name : new String[]{LogLayout.segmentName(1), LogLayout.TERM_STATE})
        {
            final Path path = directory.toPath().resolve(name);
            final byte[] own = TestMember.readBytes(path);
            TestMember.writeBytes(path, TestMember.readBytes(other.toPath().resolve(name)));
            assertForeign(ctx -> ctx, name + " belongs to");
            TestMember.writeBytes(path, own);
        }
        TestMember.open(directory).close();
    }

    @Test
    void shouldRebuildADamagedIdentityAndRefuseAMissingOne()
    {
        final Identity identity;
        try (TestMember member = TestMember.open(directory))
        {
            identity = member.storage.identity();
        }
        final Path file = directory.toPath().resolve(LogLayout.IDENTITY);
        final byte[] whole = TestMember.readBytes(file);
        for (int i = 0; i < FileHeader.LENGTH; i++)
        {
            final byte[] bad = whole.clone();
            bad[i] ^= (byte)(1 << (i & 7));
            TestMember.writeBytes(file, bad);
            assertForeign(ctx -> ctx.memberId(2), "belongs to cluster 77 member 1, not to cluster 77 member 2");
            assertArrayEquals(bad, TestMember.readBytes(file));
            assertRebuilt(identity);
        }
        TestMember.writeBytes(file, new byte[0]);
        assertRebuilt(identity);
        final Path termState = directory.toPath().resolve(LogLayout.TERM_STATE);
        final byte[] slots = TestMember.readBytes(termState);
        TestMember.writeBytes(file, new byte[4096]);
        TestMember.writeBytes(termState, new byte[slots.length]);
        assertThrows(CorruptStorageException.class, () -> TestMember.open(directory));
        TestMember.writeBytes(termState, slots);
        assertTrue(file.toFile().delete());
        assertThrows(CorruptStorageException.class, () -> TestMember.open(directory));
    }

    /** From the term state, which does not say when the directory was created. */
    private void assertRebuilt(final Identity identity)
    {
        final Identity expected = new Identity(identity.clusterId(), identity.memberId(), identity.incarnation(), 0);
        try (LogReader reader = LogReader.open(directory))
        {
            assertEquals(expected, reader.identity());
        }
        for (int i = 0; i < 2; i++)
        {
            try (TestMember member = TestMember.open(directory))
            {
                assertEquals(expected, member.storage.identity());
            }
        }
    }

    @Test
    void shouldSayWhyADirectoryCannotBeUsed()
    {
        final File file = new File(directory, "file");
        TestMember.writeBytes(file.toPath(), new byte[1]);
        final StorageException e =
            assertThrows(StorageException.class, () -> TestMember.open(new File(file, "member")));
        assertTrue(e.getMessage().startsWith("cannot create directory " + file), e.getMessage());
        assertThrows(StorageException.class, () -> LogReader.open(file));
        assertThrows(StorageException.class, () -> LogReader.open(new File(directory, "none")));
    }

    @Test
    void shouldRefuseWrongConfiguration()
    {
        assertRefused(ctx -> ctx.memberId(-1), "memberId=-1");
        assertRefused(ctx -> ctx.directory(null), "directory");
        assertRefused(ctx -> ctx.segmentLength(4096), "segmentLength=4096: must be from 8192 to 1073741824");
        assertRefused(ctx -> ctx.segmentLength(64 * 1024 + 1), "segmentLength=65537");
        assertRefused(ctx -> ctx.segmentLength(1024 * 1024 * 1024 + 4096), "segmentLength=1073745920");
        assertRefused(ctx -> ctx.payloadLengthMax(-1), "payloadLengthMax=-1");
        assertRefused(ctx -> ctx.payloadLengthMax(61305), "payloadLengthMax=61305: must be from 0 to 61304");
        assertRefused(
            ctx -> ctx.segmentLength(8192).payloadLengthMax(3961), "payloadLengthMax=3961: must be from 0 to 3960");
        assertRefused(
            ctx -> ctx.segmentLength(64 * 1024 * 1024).payloadLengthMax(16 * 1024 * 1024 + 1),
            "payloadLengthMax=16777217: must be from 0 to 16777216");
        final MemberStorage.Context ctx = TestMember.context(directory);
        MemberStorage.open(ctx).close();
        assertThrows(IllegalStateException.class, ctx::conclude);
    }

    private void assertRefused(final UnaryOperator<MemberStorage.Context> change, final String message)
    {
        final IllegalArgumentException e = assertThrows(
            IllegalArgumentException.class, () -> change.apply(TestMember.context(directory)).conclude());
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    @Test
    void shouldWorkWithTheSmallestSegmentsAndTheLongestPayloadInThem()
    {
        try (TestMember member = new TestMember(TestMember.context(directory)
            .segmentLength(MemberStorage.Context.SEGMENT_LENGTH_MIN).payloadLengthMax(3960)))
        {
            for (int i = 0; i < 20; i++)
            {
                member.append(1, 3960 >> (i / 2));
            }
            assertEquals(20, member.sync());
            member.log.truncateSuffix(3);
            assertEquals(3, member.append(2, 3960));
            assertEquals(3, member.sync());
        }
        try (TestMember member = TestMember.open(directory))
        {
            assertEquals("112", member.terms());
        }
    }

    @Test
    void shouldNotCloseUnderARunningAgent()
    {
        try (TestMember member = TestMember.open(directory);
            AgentInvoker invoker = new AgentInvoker(e -> {}, null, member.agent))
        {
            invoker.start();
            assertThrows(IllegalStateException.class, member::close);
        }
    }
}
