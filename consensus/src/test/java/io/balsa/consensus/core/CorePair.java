package io.balsa.consensus.core;

import org.agrona.concurrent.UnsafeBuffer;

import java.util.function.BiPredicate;

/**
 * A leader and one follower that exchange messages one by one. Each is member 0 in its own eyes and knows the other as
 * member 1. What the leader sends is counted and may be altered or lost.
 */
final class CorePair
{
    final CoreFixture leader;
    final CoreFixture follower;
    int messageCount;
    int rejectionCount;
    private BiPredicate<AppendMessage, UnsafeBuffer> filter = (message, frames) -> true;

    CorePair(final CoreFixture leader, final CoreFixture follower)
    {
        this.leader = leader;
        this.follower = follower;
    }

    /** Sees each message, may write to its bytes, and lets through only what passes. */
    void filter(final BiPredicate<AppendMessage, UnsafeBuffer> newFilter)
    {
        filter = newFilter;
    }

    /** The leader's next message and the answer to it. */
    boolean step()
    {
        final AppendMessage message = leader.message;
        if (!leader.core.nextAppend(1, message))
        {
            return false;
        }
        messageCount++;
        final UnsafeBuffer frames = new UnsafeBuffer(new byte[message.length()]);
        if (frames.capacity() > 0)
        {
            frames.putBytes(0, message.buffer(), message.offset(), frames.capacity());
        }
        leader.core.onAppendSent(message);
        if (filter.test(message, frames))
        {
            follower.core.onAppendEntries(1, leader.core.term(), message.prevLogIndex(), message.prevLogTerm(),
                leader.core.commitIndex(), leader.nowNs, message.fragmentOffset(), frames, 0, frames.capacity());
            follower.settle();
            answer();
        }
        return true;
    }

    /** Until the leader has nothing more to send. */
    void exchange()
    {
        for (int i = 0; step(); i++)
        {
            if (i == 1_000)
            {
                throw new AssertionError("no end: " + messageCount + " messages");
            }
        }
    }

    void heartbeat()
    {
        follower.core.onHeartbeat(1, leader.core.term(), leader.core.commitIndexFor(1), leader.nowNs);
        answer();
    }

    /** Heartbeats until what was lost is noticed and made good. */
    void recover()
    {
        for (int i = 0; i < 12; i++)
        {
            leader.cycle(20 * CoreFixture.MS);
            heartbeat();
            exchange();
        }
    }

    private void answer()
    {
        final PeerOutbox answer = follower.outbox(1);
        if (answer.isAppendResponsePending())
        {
            rejectionCount += answer.rejectedIndex() >= 0 ? 1 : 0;
            leader.core.onAppendResponse(1, follower.core.term(), follower.matchFor(1),
                follower.core.appendedIndexFor(1), answer.leaderTimeNs(), answer.rejectedIndex(),
                answer.hintIndex(), answer.hintTerm());
            answer.onAppendResponseSent();
        }
    }
}
