package io.balsa.consensus.agent;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Who is told what when connections, leaders and sessions end while something is still to be said.
 */
class ClientRepliesTest
{
    private static final long KEY = 77;

    @Test
    void shouldSayNothingMoreToAConnectionThatIsGone()
    {
        final AgentFixture fixture = new AgentFixture(3).lead().openSession();
        fixture.told.clear();
        fixture.port.fullWhen(() -> true);
        fixture.command(1, 0, "a");
        fixture.commit();
        disconnect(fixture, 1);
        fixture.cycle(1);
        fixture.port.fullWhen(() -> false);
        fixture.stepDown();
        fixture.cycle(1);
        fixture.cycle(1);
        assertEquals(List.of(), fixture.told);
    }

    @Test
    void shouldNotAnswerACommandOfAConnectionThatIsGone()
    {
        final AgentFixture fixture = new AgentFixture(3).lead().openSession();
        fixture.told.clear();
        fixture.command(1, 0, "a");
        fixture.cycle(1);
        disconnect(fixture, 1);
        fixture.commit();
        assertEquals(1, fixture.appliedCount);
        assertEquals(List.of(), fixture.told);
    }

    @Test
    void shouldForgetWhoWaitsForASessionAndIsGone()
    {
        final AgentFixture fixture = new AgentFixture(3).lead();
        fixture.connect(1, 0, KEY);
        fixture.connect(2, 0, KEY + 1);
        fixture.cycle(1);
        disconnect(fixture, 1);
        fixture.commit();
        assertEquals(List.of("connected 2 OK last=0"), fixture.told);
    }

    @Test
    void shouldTellThoseWhoWaitForASessionThatItLeadsNoLonger()
    {
        final AgentFixture fixture = new AgentFixture(3).lead();
        fixture.connect(1, 0, KEY);
        fixture.cycle(1);
        fixture.stepDown();
        fixture.cycle(1);
        assertEquals(List.of("connected 1 NOT_LEADER last=0"), fixture.told);
        fixture.lead();
        assertEquals(List.of("connected 1 NOT_LEADER last=0"), fixture.told);
        fixture.connect(1, 0, KEY);
        fixture.cycle(1);
        assertEquals("connected 1 OK last=0", fixture.lastTold());
    }

    /** It may have asked another meanwhile: an answer that comes an office later would be to nobody's question. */
    @Test
    void shouldNotAnswerInItsNextOfficeWhoWaitedInTheFormer()
    {
        final AgentFixture fixture = new AgentFixture(3).lead();
        fixture.connect(1, 0, KEY);
        fixture.cycle(1);
        fixture.arriving.add((handler) -> handler.onHeartbeat(2, 9, 0, 1));
        fixture.cycle(1);
        fixture.lead();
        assertEquals(List.of("connected 1 NOT_LEADER last=0"), fixture.told);
    }

    /** A connection of the former office stands for nothing in the next one: the client has to say what it holds. */
    @Test
    void shouldLetNobodyGoOnWithTheAttachmentOfAFormerOffice()
    {
        final AgentFixture fixture = new AgentFixture(3).lead().openSession();
        fixture.stepDown();
        fixture.cycle(1);
        fixture.lead();
        fixture.command(1, 0, "a");
        fixture.commit();
        assertEquals("1 NOT_LEADER ", fixture.lastTold());
        assertEquals(0, fixture.appliedCount);
    }

    @Test
    void shouldNotReplyToWhatIsCommittedInTheCycleInWhichItStepsDown()
    {
        final AgentFixture fixture = new AgentFixture(3).lead().openSession();
        fixture.told.clear();
        fixture.command(1, 0, "a");
        fixture.cycle(1);
        fixture.stepDown();
        fixture.cycle(1);
        assertEquals(1, fixture.appliedCount);
        assertEquals(List.of("leader event appended=1"), fixture.told);
    }

    @Test
    void shouldTellTheLeaderEventOnceThereIsRoomAndOnce()
    {
        final AgentFixture fixture = new AgentFixture(3).lead().openSession();
        fixture.told.clear();
        fixture.port.fullWhen(() -> true);
        fixture.stepDown();
        fixture.cycle(1);
        assertEquals(List.of(), fixture.told);
        fixture.port.fullWhen(() -> false);
        fixture.cycle(1);
        fixture.cycle(1);
        assertEquals(List.of("leader event appended=0"), fixture.told);
    }

    @Test
    void shouldLeaveOutOfTheBacklogWhatTheClientNeedsNoMore()
    {
        final AgentFixture fixture = new AgentFixture(3).lead().openSession();
        fixture.told.clear();
        fixture.command(1, 0, "a");
        fixture.command(2, 1, "b");
        fixture.cycle(1);
        fixture.port.fullWhen(() -> true);
        fixture.commit();
        fixture.port.fullWhen(() -> false);
        fixture.cycle(1);
        assertEquals(List.of("2 OK 2"), fixture.told);
    }

    /** Egress fills up more than once in the life of a connection. */
    @Test
    void shouldResumeRepliesEachTime()
    {
        final AgentFixture fixture = new AgentFixture(3).lead().openSession();
        fixture.told.clear();
        for (int sequence = 1; sequence <= 3; sequence++)
        {
            fixture.port.fullWhen(() -> false);
            fixture.command(sequence, 0, "a");
            fixture.cycle(1);
            fixture.port.fullWhen(() -> true);
            fixture.commit();
        }
        fixture.port.fullWhen(() -> false);
        fixture.cycle(1);
        assertEquals(List.of("1 OK 1", "2 OK 2", "3 OK 3"), fixture.told);
    }

    /** The last place was taken between the request and its entry: the entry decides. */
    @Test
    void shouldSayThatThereIsNoPlaceWhenTheEntryFindsNone()
    {
        final AgentFixture fixture = new AgentFixture(3, 1).lead();
        fixture.connect(1, 0, KEY);
        fixture.connect(2, 0, KEY + 1);
        fixture.commit();
        assertEquals(List.of("connected 1 OK last=0", "connected 2 SESSION_LIMIT last=0"), fixture.told);
    }

    @Test
    void shouldAttachNobodyWhoWasNotToldThatTheSessionIsOpen()
    {
        final AgentFixture fixture = new AgentFixture(3).lead();
        fixture.connect(1, 0, KEY);
        fixture.cycle(1);
        fixture.port.fullWhen(() -> true);
        fixture.commit();
        fixture.port.fullWhen(() -> false);
        fixture.sessionId = fixture.log.lastIndex();
        fixture.command(1, 0, "a");
        fixture.cycle(1);
        assertEquals(List.of("1 NOT_LEADER "), fixture.told);
        fixture.connect(1, 0, KEY);
        fixture.cycle(1);
        assertEquals("connected 1 OK last=0", fixture.lastTold());
    }

    @Test
    void shouldCloseASessionWhoseClientIsGone()
    {
        final AgentFixture fixture = new AgentFixture(3).lead().openSession();
        fixture.told.clear();
        fixture.port.request(1, (handler) -> handler.onClose(1, 4, fixture.sessionId));
        fixture.cycle(1);
        disconnect(fixture, 1);
        fixture.commit();
        assertEquals(List.of(), fixture.told);
        assertEquals(0, fixture.haltCount);
    }

    /** It has not asked for the end, so it learns of it when it next asks for anything. */
    @Test
    void shouldNotConfirmACloseToAConnectionThatHasNotAskedForIt()
    {
        final AgentFixture fixture = new AgentFixture(3).lead().openSession();
        fixture.port.request(1, (handler) -> handler.onClose(1, 4, fixture.sessionId));
        fixture.connect(2, fixture.sessionId, KEY);
        fixture.cycle(1);
        fixture.told.clear();
        fixture.commit();
        assertEquals(List.of(), fixture.told);
        fixture.connect(2, fixture.sessionId, KEY);
        fixture.commit();
        assertEquals(List.of("connected 2 SESSION_UNKNOWN last=0"), fixture.told);
    }

    private static void disconnect(final AgentFixture fixture, final long connectionId)
    {
        fixture.port.request(connectionId, (handler) ->
        {
            handler.onDisconnect(connectionId);
            return true;
        });
    }
}
