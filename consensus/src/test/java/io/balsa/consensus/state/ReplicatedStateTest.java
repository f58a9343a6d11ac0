package io.balsa.consensus.state;

import io.balsa.codecs.storage.FailurePolicyCode;
import io.balsa.codecs.wire.OutcomeCode;
import io.balsa.consensus.core.InvariantViolation;
import io.balsa.consensus.port.SnapshotMetadata;
import io.balsa.consensus.port.SnapshotReader;
import io.balsa.consensus.port.SnapshotWriter;
import io.balsa.consensus.session.CachedReply;
import io.balsa.consensus.session.Session;
import io.balsa.consensus.session.SessionSection;
import io.balsa.consensus.session.SessionTable;
import io.balsa.consensus.support.SlotLog;
import io.balsa.consensus.support.SlotService;
import io.balsa.consensus.support.TestCommittedLog;
import io.balsa.consensus.support.TestSnapshotStore;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The state at an index and the log behind it make what the whole log makes. */
class ReplicatedStateTest
{
    private final TestSnapshotStore store = new TestSnapshotStore();
    private final SlotLog entries = new SlotLog().open().commands(10).command("!", 8).command("b", 9);

    /** A state, and all that it has answered. */
    private static final class Instance implements ApplyListener
    {
        private final List<String> answers = new ArrayList<>();
        private final SlotService service;
        private final ReplicatedState state;

        Instance(final SlotService service, final int window)
        {
            this.service = service;
            state = new ReplicatedState(service, new SessionTable(3, window), 64, this);
        }

        Instance()
        {
            this(new SlotService(), 8);
        }

        Instance apply(final SlotLog entries, final long toIndex)
        {
            final TestCommittedLog log = new TestCommittedLog(entries.log(), () -> toIndex);
            log.position(state.index() + 1);
            log.poll(state::apply, Integer.MAX_VALUE);
            return this;
        }

        @Override
        public void onApplied(final Session session, final CachedReply reply)
        {
            answers.add(reply.sequence() + "@" + reply.index() + "=" + (reply.outcome() == OutcomeCode.OK ?
                reply.result().getLong(0) : reply.result().getStringWithoutLengthAscii(0, reply.result().capacity())));
        }
    }

    @Test
    void shouldGoOnFromEverySnapshotAsIfNothingHadHappened()
    {
        entries.again("b", 12).command("c", 10).term(2, FailurePolicyCode.HALT).again("!", 11);
        final long lastIndex = entries.log().lastIndex();
        final Instance whole = new Instance().apply(entries, lastIndex);
        for (long index = 1; index <= lastIndex; index++)
        {
            store.forget();
            final Instance before = new Instance().apply(entries, index);
            publish(before);
            final Instance restored = restore(new Instance()).apply(entries, lastIndex);

            assertEquals(whole.service.digest(), restored.service.digest(), "index=" + index);
            assertEquals(section(whole), section(restored), "index=" + index);
            final int answered = before.answers.size();
            assertEquals(whole.answers.subList(answered, whole.answers.size()), restored.answers, "index=" + index);
            assertEquals(lastIndex, restored.state.index());
        }
    }

    @Test
    void shouldDescribeTheLastEntry()
    {
        final SnapshotMetadata metadata =
            new Instance().apply(entries, 7).state.describe(new int[]{1, 2}, new int[]{3});
        assertEquals(7, metadata.id().index());
        assertEquals(1, metadata.id().term());
        assertEquals(1_006, metadata.clusterTimeNs());
        assertEquals(2, metadata.memberIds().length);
        assertEquals(1, metadata.removedMemberIds().length);
    }

    @Test
    void shouldKeepThePolicyOfTheTermThatIsInTheSnapshot()
    {
        entries.term(2, FailurePolicyCode.HALT);
        publish(new Instance().apply(entries, entries.log().lastIndex()));
        entries.command("!", 9);
        final Instance restored = restore(new Instance());
        final IllegalStateException halt = assertThrows(
            IllegalStateException.class, () -> restored.apply(entries, entries.log().lastIndex()));
        assertTrue(halt.getMessage().contains("the log says HALT"), halt.getMessage());
    }

    @Test
    void shouldRefuseAServiceThatMakesAnotherStateOfIt()
    {
        publish(new Instance().apply(entries, 12));
        final IllegalStateException wrong = assertThrows(
            IllegalStateException.class, () -> restore(new Instance(new SlotService().forgetful(), 8)));
        assertTrue(wrong.getMessage().startsWith("the snapshot of index=12 was taken with stateDigest="),
            wrong.getMessage());
    }

    @Test
    void shouldRefuseSessionsThatItsLimitsForbid()
    {
        publish(new Instance().apply(entries, 12));
        final IllegalStateException tooMany = assertThrows(
            IllegalStateException.class, () -> restore(new Instance(new SlotService(), 1)));
        assertTrue(tooMany.getMessage().contains("sessionWindow=1"), tooMany.getMessage());
    }

    @Test
    void shouldRefuseToRestoreOverWhatWasApplied()
    {
        publish(new Instance().apply(entries, 12));
        assertThrows(IllegalStateException.class, () -> restore(new Instance().apply(entries, 1)));
    }

    @Test
    void shouldRefuseAnEntryThatIsNotTheNext()
    {
        final Instance instance = new Instance();
        final TestCommittedLog log = new TestCommittedLog(entries.log(), () -> 2);
        log.position(2);
        assertThrows(InvariantViolation.class, () -> log.poll(instance.state::apply, 1));
    }

    /** By its result alone, or its order, or the lack of one entry: and never again the same. */
    @Test
    void shouldHaveADigestOfAllThatWasAppliedAndOfItsResults()
    {
        final Instance whole = new Instance().apply(entries, 12);
        assertEquals(whole.state.digest(), new Instance().apply(entries, 12).state.digest());
        assertNotEquals(whole.state.digest(), new Instance().apply(entries, 11).state.digest());
        assertNotEquals(
            new Instance().apply(new SlotLog().open().command("a", 0), 3).state.digest(),
            new Instance().apply(new SlotLog().open().command("b", 0), 3).state.digest(), "results are the same");
        final Instance diverging = new Instance();
        diverging.apply(entries, 5);
        diverging.service.wrongFrom(6);
        diverging.apply(entries, 6);
        diverging.service.wrongFrom(Long.MAX_VALUE);
        assertNotEquals(whole.state.digest(), diverging.apply(entries, 12).state.digest());
    }

    @Test
    void shouldKeepItsDigestInSnapshotsAndWhenItTakesAnothersPlace()
    {
        final Instance whole = new Instance().apply(entries, 12);
        publish(new Instance().apply(entries, 7));
        final Instance restored = new Instance();
        restore(restored);
        final Instance swapped = new Instance();
        swapped.state.swap(restored.state);
        assertEquals(new Instance().state.digest(), restored.state.digest());
        assertEquals(whole.state.digest(), swapped.apply(entries, 12).state.digest());
    }

    /** What was written before there were digests is read, and makes no member tell what it does not know. */
    @Test
    void shouldNotKnowItsDigestFromASectionWithoutOne()
    {
        final UnsafeBuffer section = section(new Instance().apply(entries, 12));
        final UnsafeBuffer older = new UnsafeBuffer(new byte[section.capacity() - 8]);
        older.putBytes(0, section, 0, 16);
        older.putBytes(16, section, 24, section.capacity() - 24);
        older.putShort(2, (short)16);
        final SessionSection.Content content = SessionSection.decode(older, new SessionTable(3, 8));
        assertEquals(FailurePolicyCode.ANSWER, content.failurePolicy());
        assertEquals(0, content.digest());
    }

    /** Half a section, or one of which any length was changed, is refused and never half believed. */
    @Test
    void shouldRefuseASectionThatIsCut()
    {
        final UnsafeBuffer section = section(new Instance().apply(entries, 14));
        for (int length = 0; length < section.capacity(); length++)
        {
            final UnsafeBuffer cut = new UnsafeBuffer(section, 0, length);
            assertThrows(IllegalStateException.class,
                () -> SessionSection.decode(cut, new SessionTable(3, 8)), "length=" + length);
        }
    }

    @Test
    void shouldRefuseASectionOfALaterVersion()
    {
        final UnsafeBuffer section = section(new Instance().apply(entries, 14));
        section.putShort(0, (short)99);
        final IllegalStateException newer = assertThrows(
            IllegalStateException.class, () -> SessionSection.decode(section, new SessionTable(3, 8)));
        assertTrue(newer.getMessage().contains("format version 99"), newer.getMessage());
    }

    private void publish(final Instance instance)
    {
        try (SnapshotWriter writer = store.begin(instance.state.describe(new int[]{0}, new int[0]), 0, 0))
        {
            instance.state.writeTo(writer);
            writer.publish();
        }
    }

    private Instance restore(final Instance instance)
    {
        try (SnapshotReader reader = store.openNewest())
        {
            instance.state.restore(reader);
        }
        return instance;
    }

    /** The sessions as bytes: all that there is of them. */
    private UnsafeBuffer section(final Instance instance)
    {
        final TestSnapshotStore own = new TestSnapshotStore();
        try (SnapshotWriter writer = own.begin(instance.state.describe(new int[0], new int[0]), 0, 0))
        {
            instance.state.writeTo(writer);
            writer.publish();
        }
        try (SnapshotReader reader = own.openNewest())
        {
            final byte[] bytes = new byte[reader.sessions().capacity()];
            reader.sessions().getBytes(0, bytes);
            return new UnsafeBuffer(bytes);
        }
    }
}
