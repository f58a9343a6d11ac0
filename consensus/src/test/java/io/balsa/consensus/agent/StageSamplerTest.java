package io.balsa.consensus.agent;

import io.balsa.codecs.storage.EntryType;
import io.balsa.consensus.latency.Stage;
import io.balsa.consensus.latency.StageLatencies;
import io.balsa.consensus.latency.StageSnapshot;
import io.balsa.consensus.port.PeerTransport;
import io.balsa.consensus.support.TestLog;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The stages of a timeline that is made up. */
class StageSamplerTest
{
    private static final int PAYLOAD_LENGTH = 32;

    private StageSnapshot before;

    /** A leader with a session, whose disk waits to be told; all takes time from here on. */
    private AgentFixture leader(final int members)
    {
        final AgentFixture fixture = new AgentFixture(members);
        fixture.stand();
        final long term = fixture.store.term() + 1;
        vote(fixture, members, term, true);
        vote(fixture, members, term, false);
        ackByAll(fixture, members);
        fixture.connect(1, 0, 77);
        fixture.cycle(1);
        ackByAll(fixture, members);
        ackByAll(fixture, members);
        fixture.cycle(1);
        fixture.log.autoSync(false);
        fixture.turnNs = 100;
        fixture.sendNs = 5;
        fixture.applyNs = 40;
        fixture.replyNs = 6;
        before = fixture.latencies.snapshot();
        return fixture;
    }

    private static void vote(final AgentFixture fixture, final int members, final long term, final boolean isTrial)
    {
        for (int id = 1; id < members; id++)
        {
            final int voter = id;
            fixture.arriving.add(
                (handler) -> handler.onVoteResponse(voter, isTrial ? term - 1 : term, term, isTrial, true));
        }
        fixture.cycle(1);
    }

    private static void ackByAll(final AgentFixture fixture, final int members)
    {
        for (int id = 1; id < members; id++)
        {
            ack(fixture, id);
        }
        fixture.cycle(1);
    }

    /** A command that arrives 30 ns into the poll. */
    private static void command(final AgentFixture fixture, final long sequence)
    {
        final byte[] bytes = "x".getBytes(StandardCharsets.US_ASCII);
        fixture.port.request(1, (handler) ->
        {
            fixture.nowNs += 30;
            return handler.onCommand(
                1, fixture.sessionId, sequence, sequence - 1, new UnsafeBuffer(bytes), 0, bytes.length);
        });
    }

    /** An acknowledgement of all there is that arrives 7 ns into the poll. */
    private static void ack(final AgentFixture fixture, final int peerId)
    {
        fixture.arriving.add((handler) ->
        {
            fixture.nowNs += 7;
            handler.onAppendResponse(peerId, fixture.store.term(), fixture.log.lastIndex(), fixture.log.lastIndex(),
                fixture.nowNs, -1, 0, 0);
        });
    }

    private String stages(final AgentFixture fixture)
    {
        final StageSnapshot snapshot = fixture.latencies.snapshot().since(before);
        final List<String> stages = new ArrayList<>();
        for (final Stage stage : Stage.values())
        {
            if (snapshot.count(stage) > 0)
            {
                stages.add(stage + (snapshot.count(stage) > 1 ? "*" + snapshot.count(stage) : "") + "=" +
                    (long)snapshot.meanNs(stage));
            }
        }
        return String.join(" ", stages);
    }

    @Test
    void shouldTakeTheTimeOfACommandThatTheOwnSyncCommits()
    {
        final AgentFixture fixture = leader(3);
        command(fixture, 1);
        fixture.cycle(1);
        assertEquals("INGRESS=130 FIRST_SEND=5", stages(fixture));
        ack(fixture, 1);
        fixture.cycle(60);
        assertEquals("INGRESS=130 FIRST_SEND=5 ROUND_TRIP=" + (5 + 100 + 60 + 100 + 7), stages(fixture));
        fixture.log.completeSync();
        fixture.cycle(93);
        final long commitNs = 10 + 100 + 60 + 100 + 7 + 100 + 93 + 100;
        assertEquals("INGRESS=130 FIRST_SEND=5 ROUND_TRIP=272 OWN_SYNC=" + commitNs + " QUORUM=" + commitNs +
            " APPLY=40 REPLY=6 CYCLE_END=100 LEADER=" + (130 + commitNs + 40 + 6 + 100), stages(fixture));
    }

    @Test
    void shouldTakeTheTimeOfACommandThatAPeerCommits()
    {
        final AgentFixture fixture = leader(3);
        command(fixture, 1);
        fixture.cycle(1);
        fixture.log.completeSync();
        fixture.cycle(50);
        assertEquals("INGRESS=130 FIRST_SEND=5 OWN_SYNC=" + (10 + 100 + 50 + 100), stages(fixture));
        ack(fixture, 1);
        fixture.cycle(50);
        final long commitNs = 10 + 100 + 50 + 100 + 100 + 50 + 100 + 7;
        assertEquals("INGRESS=130 FIRST_SEND=5 ROUND_TRIP=" + (commitNs - 5) + " OWN_SYNC=260 QUORUM=" + commitNs +
            " APPLY=40 REPLY=6 CYCLE_END=100 LEADER=" + (130 + commitNs + 40 + 6 + 100), stages(fixture));
    }

    @Test
    void shouldCommitWithPeersAloneAndHearOfTheOwnDiskLater()
    {
        final AgentFixture fixture = leader(3);
        command(fixture, 1);
        fixture.cycle(1);
        ack(fixture, 1);
        ack(fixture, 2);
        fixture.cycle(1);
        assertEquals("INGRESS=130 FIRST_SEND=5 ROUND_TRIP=220 QUORUM=225 APPLY=40 REPLY=6 CYCLE_END=100 LEADER=501",
            stages(fixture));
        fixture.log.completeSync();
        fixture.cycle(1);
        assertEquals("INGRESS=130 FIRST_SEND=5 ROUND_TRIP=220 OWN_SYNC=" + (225 + 40 + 6 + 100 + 1 + 100) +
            " QUORUM=225 APPLY=40 REPLY=6 CYCLE_END=100 LEADER=501", stages(fixture));
    }

    @Test
    void shouldWaitForTheAcknowledgementThatCounts()
    {
        final AgentFixture fixture = leader(5);
        command(fixture, 1);
        fixture.cycle(1);
        ack(fixture, 3);
        fixture.cycle(1);
        assertEquals("INGRESS=130 FIRST_SEND=5", stages(fixture));
        ack(fixture, 2);
        fixture.cycle(1);
        assertEquals("INGRESS=130 FIRST_SEND=5 ROUND_TRIP=" + (15 + 100 + 1 + 100 + 7 + 100 + 1 + 100 + 7),
            stages(fixture));
    }

    @Test
    void shouldNeedNoPeers()
    {
        final AgentFixture fixture = leader(1);
        command(fixture, 1);
        fixture.cycle(1);
        fixture.log.completeSync();
        fixture.cycle(1);
        assertEquals("INGRESS=130 OWN_SYNC=201 QUORUM=201 APPLY=40 REPLY=6 CYCLE_END=100 LEADER=477",
            stages(fixture));
    }

    @Test
    void shouldTakeTheTimesOfManyCommandsAtOnce()
    {
        final AgentFixture fixture = leader(3);
        command(fixture, 1);
        command(fixture, 2);
        fixture.cycle(1);
        command(fixture, 3);
        fixture.cycle(1);
        ack(fixture, 1);
        fixture.log.completeSync();
        fixture.cycle(1);
        fixture.log.completeSync();
        fixture.cycle(1);
        final StageSnapshot snapshot = fixture.latencies.snapshot().since(before);
        for (final Stage stage : List.of(Stage.INGRESS, Stage.FIRST_SEND, Stage.ROUND_TRIP, Stage.OWN_SYNC,
            Stage.QUORUM, Stage.APPLY, Stage.REPLY, Stage.CYCLE_END, Stage.LEADER))
        {
            assertEquals(3, snapshot.count(stage), stage::label);
        }
        assertEquals(snapshot.meanNs(Stage.LEADER),
            Stage.IN_SEQUENCE.stream().mapToDouble(snapshot::meanNs).sum(), 0.001);
    }

    @Test
    void shouldForgetWhatWasUnderWayWithTheOffice()
    {
        final AgentFixture fixture = leader(3);
        command(fixture, 1);
        fixture.cycle(1);
        fixture.stepDown();
        fixture.log.completeSync();
        fixture.cycle(1);
        fixture.cycle(1);
        assertEquals("INGRESS=130 FIRST_SEND=5", stages(fixture));
    }

    @Test
    void shouldTakeTheTimeOfAFollower()
    {
        final AgentFixture fixture = follower(new AgentFixture(3));
        append(fixture, 1);
        fixture.cycle(1);
        assertEquals("FOLLOWER_APPEND=109", stages(fixture));
        fixture.log.completeSync();
        fixture.cycle(50);
        assertEquals("FOLLOWER_APPEND=109 FOLLOWER_SYNC=" + (100 + 50 + 100) + " FOLLOWER_ACK=5 FOLLOWER_CYCLE_END=100",
            stages(fixture));
    }

    @Test
    void shouldTimeAnAcknowledgementWhenItIsTaken()
    {
        final AgentFixture fixture = follower(new AgentFixture(3));
        append(fixture, 1);
        fixture.cycle(1);
        fixture.log.completeSync();
        fixture.peerResult = PeerTransport.BACK_PRESSURED;
        fixture.cycle(50);
        assertEquals("FOLLOWER_APPEND=109 FOLLOWER_SYNC=250", stages(fixture));
        fixture.peerResult = PeerTransport.SENT;
        fixture.cycle(50);
        assertEquals("FOLLOWER_APPEND=109 FOLLOWER_SYNC=250 FOLLOWER_ACK=260 FOLLOWER_CYCLE_END=100", stages(fixture));
    }

    /** A follower whose disk waits to be told. */
    private AgentFixture follower(final AgentFixture fixture)
    {
        fixture.arriving.add((handler) -> handler.onHeartbeat(1, 1, 0, 1));
        fixture.cycle(1);
        fixture.log.autoSync(false);
        fixture.turnNs = 100;
        fixture.sendNs = 5;
        before = fixture.latencies.snapshot();
        return fixture;
    }

    /** Entries that arrive 9 ns into the poll. */
    private static void append(final AgentFixture fixture, final int count)
    {
        fixture.arriving.add((handler) ->
        {
            final long lastIndex = fixture.log.lastIndex();
            final TestLog leaderLog = new TestLog();
            for (long index = 1; index <= lastIndex + count; index++)
            {
                leaderLog.append(1, EntryType.NO_OP, 0, 0, 0, 0, new UnsafeBuffer(new byte[PAYLOAD_LENGTH]), 0,
                    PAYLOAD_LENGTH);
            }
            fixture.nowNs += 9;
            final UnsafeBuffer frames = leaderLog.frames(lastIndex + 1, leaderLog.lastIndex());
            handler.onAppendEntries(
                1, 1, lastIndex, lastIndex == 0 ? 0 : 1, 0, 1, 0, frames, 0, frames.capacity());
        });
    }

    @Test
    void shouldLeaveSamplesOutWhileTooManyAreUnderWay()
    {
        final AgentFixture fixture = follower(new AgentFixture(3));
        for (int i = 0; i < StageSampler.SAMPLES_MAX + 10; i++)
        {
            append(fixture, 1);
            fixture.cycle(1);
        }
        assertEquals(StageSampler.SAMPLES_MAX, fixture.latencies.snapshot().count(Stage.FOLLOWER_APPEND));
        assertEquals(0, fixture.latencies.snapshot().count(Stage.FOLLOWER_SYNC));
        fixture.log.autoSync(true);
        fixture.cycle(1);
        fixture.cycle(1);
        assertEquals(StageSampler.SAMPLES_MAX, fixture.latencies.snapshot().count(Stage.FOLLOWER_SYNC));
        append(fixture, 1);
        fixture.cycle(1);
        assertEquals(StageSampler.SAMPLES_MAX + 1, fixture.latencies.snapshot().count(Stage.FOLLOWER_CYCLE_END));
    }

    /** One in each block of that many, and not at the same place in each. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8, 64})
    void shouldSampleOneOfSoMany(final int interval)
    {
        final int blocks = 32;
        final AgentFixture fixture = follower(new AgentFixture(3, StageLatencies.standalone(interval)));
        fixture.log.autoSync(true);
        append(fixture, Math.max(1, interval - 1));
        fixture.cycle(1);
        final long start = fixture.latencies.snapshot().count(Stage.FOLLOWER_APPEND);
        final int[] places = new int[interval];
        for (int block = 0; block < blocks; block++)
        {
            final long blockStart = fixture.latencies.snapshot().count(Stage.FOLLOWER_APPEND);
            int place = -1;
            for (int i = 0; i < interval; i++)
            {
                append(fixture, 1);
                fixture.cycle(1);
                if (place < 0 && fixture.latencies.snapshot().count(Stage.FOLLOWER_APPEND) > blockStart)
                {
                    place = i;
                }
            }
            places[place]++;
        }
        assertEquals(blocks, fixture.latencies.snapshot().count(Stage.FOLLOWER_APPEND) - start);
        final int most = Arrays.stream(places).max().orElseThrow();
        assertTrue(interval == 1 || most <= blocks * 3 / 4, () -> "at the same place " + most + " times");
    }

    @Test
    void shouldSampleTheSameIndexesOnLeaderAndFollower()
    {
        final AgentFixture fixture = new AgentFixture(3, StageLatencies.standalone(4));
        fixture.lead().openSession();
        final AgentFixture follower = follower(new AgentFixture(3, StageLatencies.standalone(4)));
        follower.log.autoSync(true);
        final StringBuilder byLeader = new StringBuilder();
        final StringBuilder byFollower = new StringBuilder();
        while (follower.log.lastIndex() < fixture.log.lastIndex())
        {
            append(follower, 1);
            follower.cycle(1);
        }
        for (int sequence = 1; sequence <= 40; sequence++)
        {
            final long byLeaderBefore = fixture.latencies.snapshot().count(Stage.INGRESS);
            command(fixture, sequence);
            fixture.commit();
            byLeader.append(fixture.latencies.snapshot().count(Stage.INGRESS) - byLeaderBefore);
            final long byFollowerBefore = follower.latencies.snapshot().count(Stage.FOLLOWER_APPEND);
            append(follower, 1);
            follower.cycle(1);
            byFollower.append(follower.latencies.snapshot().count(Stage.FOLLOWER_APPEND) - byFollowerBefore);
        }
        assertEquals(byLeader.toString(), byFollower.toString());
        assertEquals(10, byLeader.chars().filter((c) -> c == '1').count());
    }

    @Test
    void shouldReadTheClockNoMoreThanOnceACycleWhenItIsOff()
    {
        final AgentFixture fixture = new AgentFixture(3, StageLatencies.standalone(0));
        fixture.lead().openSession();
        final long reads = fixture.clockReadCount;
        int cycles = 0;
        for (int sequence = 1; sequence <= 20; sequence++)
        {
            command(fixture, sequence);
            fixture.commit();
            cycles += 2;
        }
        assertEquals(20, fixture.appliedCount);
        assertEquals(cycles, fixture.clockReadCount - reads);
        for (final Stage stage : Stage.values())
        {
            assertEquals(0, fixture.latencies.snapshot().count(stage), stage::label);
        }
    }

    @Test
    void shouldReadTheClockForASampleOnly()
    {
        final AgentFixture fixture = new AgentFixture(3, StageLatencies.standalone(1024));
        fixture.lead().openSession();
        final long reads = fixture.clockReadCount;
        for (int sequence = 1; sequence <= 2048; sequence++)
        {
            command(fixture, sequence);
            fixture.commit();
        }
        final long samples = fixture.latencies.snapshot().count(Stage.LEADER);
        assertTrue(samples >= 1 && samples <= 3, () -> samples + " samples");
        assertEquals(2 * 2048 + 8 * samples, fixture.clockReadCount - reads);
    }
}
