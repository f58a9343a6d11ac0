package io.balsa.consensus.agent;

import io.balsa.codecs.storage.EntryType;
import io.balsa.consensus.core.FailurePolicy;
import io.balsa.consensus.port.LogView;
import io.balsa.consensus.port.PeerTransport;
import io.balsa.consensus.support.TestLog;
import io.balsa.consensus.support.TestTermStateStore;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** What a member gives back to a peer whose log is damaged. The log has indexes 1 to 5 with terms 1, 1, 2, 2, 3. */
class EntriesServerTest
{
    private static final int FRAME_LENGTH = 64 + 8;
    private static final int LONG_PAYLOAD_LENGTH = 5_000;
    private static final int LONG_FRAME_LENGTH = 64 + LONG_PAYLOAD_LENGTH;
    private static final int FRAMES_LENGTH_MAX = 4096;

    private final TestLog log = new TestLog();
    private final TestTermStateStore store = new TestTermStateStore();
    private AgentFixture member;

    private void start(final int lastPayloadLength)
    {
        append(1, 8);
        append(1, 8);
        append(2, 8);
        append(2, 8);
        append(3, lastPayloadLength);
        member = new AgentFixture(3, 100, log, store, FailurePolicy.ANSWER);
    }

    private void append(final long term, final int length)
    {
        log.append(term, EntryType.COMMAND, 1, 1, 1, 0, new UnsafeBuffer(new byte[length]), 0, length);
    }

    private List<String> ask(
        final long afterIndex,
        final long afterTerm,
        final long untilIndex,
        final long untilTerm,
        final long index,
        final int frameOffset)
    {
        member.sent.clear();
        member.arriving.add((handler) ->
            handler.onEntriesRequest(2, 77, afterIndex, afterTerm, untilIndex, untilTerm, index, frameOffset));
        member.cycle(1);
        return member.sent;
    }

    private static List<String> answer(final long index, final int frameOffset, final String answer)
    {
        return List.of("frames 2 repair=77 index=" + index + " offset=" + frameOffset + " " + answer);
    }

    @Test
    void shouldSendFramesWhereBothEndsAreTheSame()
    {
        start(8);
        assertEquals(answer(2, 0, "FRAMES " + 4 * FRAME_LENGTH), ask(1, 1, 4, 2, 2, 0));
        assertEquals(answer(1, 0, "FRAMES " + 5 * FRAME_LENGTH), ask(0, 0, 5, 3, 1, 0));
        assertEquals(answer(5, 0, "FRAMES " + FRAME_LENGTH), ask(1, 1, 5, 3, 5, 0));
    }

    @Test
    void shouldSendNothingWhereAnEndDiffers()
    {
        start(8);
        assertEquals(answer(2, 0, "DIFFERS 0"), ask(1, 1, 4, 3, 2, 0));
        assertEquals(answer(2, 0, "DIFFERS 0"), ask(1, 2, 4, 2, 2, 0));
    }

    @Test
    void shouldSendNothingWhereTheEndIsNotHeld()
    {
        start(8);
        assertEquals(answer(2, 0, "NOT_HELD 0"), ask(1, 1, 6, 3, 2, 0));
    }

    @Test
    void shouldSendALongFrameInPieces()
    {
        start(LONG_PAYLOAD_LENGTH);
        assertEquals(answer(5, 0, "FRAMES " + FRAMES_LENGTH_MAX), ask(4, 2, 5, 3, 5, 0));
        assertEquals(answer(5, FRAMES_LENGTH_MAX, "FRAMES " + (LONG_FRAME_LENGTH - FRAMES_LENGTH_MAX)),
            ask(4, 2, 5, 3, 5, FRAMES_LENGTH_MAX));
        assertEquals(List.of(), ask(4, 2, 5, 3, 5, LONG_FRAME_LENGTH));
    }

    @Test
    void shouldSendAPieceToWhomHadTheFirstFromAMemberWithSmallerMessages()
    {
        start(8);
        assertEquals(answer(4, 40, "FRAMES " + (FRAME_LENGTH - 40)), ask(1, 1, 4, 2, 4, 40));
    }

    @Test
    void shouldNotSpreadDamage()
    {
        start(8);
        final LogView view = new LogView();
        log.read(3, FRAME_LENGTH, view);
        ((MutableDirectBuffer)view.buffer()).putByte(FRAME_LENGTH - 1, (byte)1);
        assertEquals(List.of(), ask(1, 1, 4, 2, 2, 0));
        assertEquals(answer(4, 0, "FRAMES " + 2 * FRAME_LENGTH), ask(1, 1, 4, 2, 4, 0));
    }

    @Test
    void shouldOnlySayYesWhileItIsFenced()
    {
        for (int i = 0; i < 4; i++)
        {
            store.fence();
        }
        start(8);
        assertEquals(List.of(), ask(1, 1, 6, 3, 2, 0));
        assertEquals(List.of(), ask(1, 1, 4, 3, 2, 0));
        assertEquals(answer(2, 0, "FRAMES " + 4 * FRAME_LENGTH), ask(1, 1, 4, 2, 2, 0));
    }

    @Test
    void shouldDropRequestsThatCannotBe()
    {
        start(8);
        assertEquals(List.of(), ask(-1, 1, 4, 2, 2, 0));
        assertEquals(List.of(), ask(1, 1, 4, 2, 1, 0));
        assertEquals(List.of(), ask(1, 1, 4, 2, 5, 0));
        assertEquals(List.of(), ask(1, 1, 4, 2, 2, -8));
        assertEquals(List.of(), ask(1, 1, 4, 2, 2, 4));
        assertEquals(List.of(), ask(Long.MAX_VALUE, 1, Long.MAX_VALUE, 2, Long.MIN_VALUE, 8));
        assertEquals(answer(Long.MAX_VALUE, 0, "NOT_HELD 0"), ask(1, 1, Long.MAX_VALUE, 2, Long.MAX_VALUE, 0));
    }

    @Test
    void shouldAnswerTheNewestOnceAndLaterWhereTheWayIsFull()
    {
        start(8);
        member.peerResult = PeerTransport.BACK_PRESSURED;
        assertEquals(List.of(), ask(1, 1, 4, 2, 2, 0));
        assertEquals(List.of(), ask(1, 1, 4, 2, 3, 0));
        member.peerResult = PeerTransport.SENT;
        member.cycle(1);
        member.cycle(1);
        assertEquals(answer(3, 0, "FRAMES " + 3 * FRAME_LENGTH), member.sent);
    }

    @Test
    void shouldForgetARequestOfWhoIsGone()
    {
        start(8);
        member.peerResult = PeerTransport.NOT_CONNECTED;
        ask(1, 1, 4, 2, 2, 0);
        member.peerResult = PeerTransport.SENT;
        member.cycle(1);
        assertEquals(List.of(), member.sent);
    }
}
