package io.balsa.consensus.transfer;

import io.balsa.consensus.agent.ConsensusCounters;
import io.balsa.consensus.port.SnapshotContent;
import io.balsa.consensus.port.SnapshotId;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** Members that carry each other's messages, of which the test may drop, change or repeat some. */
final class TransferPeers
{
    static final int CHUNK_LENGTH_MAX = 1000;
    static final long TIMEOUT_NS = 100_000_000L;

    final List<Member> members = new ArrayList<>();
    final List<Integer> askedOf = new ArrayList<>();
    long nowNs = -5;
    int chunkCount;
    /** By the number of the chunk, from 0 on: whether it arrives. */
    IntPredicate isDelivered = (number) -> true;
    IntPredicate isDamaged = (number) -> false;
    IntPredicate isRepeated = (number) -> false;

    TransferPeers(final int count, final long rateBytesMax)
    {
        for (int id = 0; id < count; id++)
        {
            members.add(new Member(id, count, rateBytesMax));
        }
    }

    final class Member implements TransferLink.Outbound, SnapshotInstaller, TransferListener
    {
        final int id;
        final TestExchange exchange = new TestExchange();
        final TransferLink link = new TransferLink(64 * 1024);
        final List<SnapshotContent> installed = new ArrayList<>();
        final List<String> failures = new ArrayList<>();
        final List<Long> fetchedFrom = new ArrayList<>();
        boolean isUp = true;
        boolean isBusy;
        boolean isWriting;
        boolean isBlocked;
        SnapshotTransferAgent agent;
        final TransferCounters counters;
        private final int count;
        private final long rateBytesMax;

        private Member(final int id, final int count, final long rateBytesMax)
        {
            this.id = id;
            this.count = count;
            this.rateBytesMax = rateBytesMax;
            counters = new TransferCounters(ConsensusCounters.standalone(), id);
            restart();
        }

        void restart()
        {
            final int[] peers = new int[count - 1];
            for (int i = 0; i < peers.length; i++)
            {
                peers[i] = i < id ? i : i + 1;
            }
            if (agent != null)
            {
                agent.onClose();
            }
            agent = new SnapshotTransferAgent(new TransferContext()
                .exchange(exchange).installer(this).link(link).counters(counters).listener(this)
                .clock(() -> nowNs).peerIds(peers)
                .chunkLengthMax(CHUNK_LENGTH_MAX).rateBytesMax(rateBytesMax).requestTimeoutNs(TIMEOUT_NS));
        }

        void offer(final int leaderId, final SnapshotContent content)
        {
            link.offer(leaderId, content.id().index(), content.id().term(), content.checksum(),
                content.manifestLength(), content.length());
        }

        @Override
        public boolean onRequestDue(
            final int peerId,
            final long index,
            final long term,
            final long checksum,
            final long position,
            final int length)
        {
            askedOf.add(peerId);
            final Member peer = members.get(peerId);
            if (peer.isUp)
            {
                peer.link.request(id, index, term, checksum, position, length);
            }
            return true;
        }

        @Override
        public boolean onChunkDue(
            final int peerId,
            final long index,
            final long term,
            final long checksum,
            final long position,
            final DirectBuffer bytes,
            final int offset,
            final int length)
        {
            if (isBlocked)
            {
                return false;
            }
            final int number = chunkCount++;
            final Member peer = members.get(peerId);
            if (peer.isUp && isDelivered.test(number))
            {
                if (length > 0 && isDamaged.test(number))
                {
                    ((MutableDirectBuffer)bytes).putByte(offset, (byte)(bytes.getByte(offset) + 1));
                }
                peer.link.chunk(id, index, term, checksum, position, bytes, offset, length);
                if (isRepeated.test(number))
                {
                    peer.link.chunk(id, index, term, checksum, position, bytes, offset, length);
                }
            }
            return true;
        }

        @Override
        public boolean isBusy()
        {
            return isBusy;
        }

        @Override
        public void onReceived(final SnapshotContent content)
        {
            installed.add(content);
        }

        @Override
        public void onFetch(final SnapshotId snapshotId, final long position, final long length)
        {
            fetchedFrom.add(position);
        }

        @Override
        public void onFailed(final String reason)
        {
            failures.add(reason);
        }
    }

    void run(final int cycles, final long elapsedNs)
    {
        for (int i = 0; i < cycles; i++)
        {
            nowNs += elapsedNs;
            for (final Member member : members)
            {
                if (member.isUp)
                {
                    if (member.isWriting)
                    {
                        member.agent.doWorkWhileWriting();
                    }
                    else
                    {
                        member.agent.doWork();
                    }
                    member.link.send(member, 16);
                }
            }
        }
    }
}
