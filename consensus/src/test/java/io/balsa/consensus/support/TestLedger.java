package io.balsa.consensus.support;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Knows all that was ever committed, voted and led, over crashes of any member, and checks each step against it (paper,
 * figure 3).
 */
final class TestLedger
{
    private final List<TestMember> members;
    private final int quorumSize;
    private final List<Long> chains = new ArrayList<>();
    private final List<Long> commitTerms = new ArrayList<>();
    private final Map<Long, Integer> leaderByTerm = new HashMap<>();
    private final Map<String, Integer> votes = new HashMap<>();
    private long repliedIndex;

    TestLedger(final List<TestMember> members, final int quorumSize)
    {
        this.members = members;
        this.quorumSize = quorumSize;
        chains.add(0L);
        commitTerms.add(0L);
    }

    long committedIndex()
    {
        return chains.size() - 1L;
    }

    /** A client was told the outcome of the command at an index. */
    void onReplied(final long index)
    {
        repliedIndex = Math.max(repliedIndex, index);
    }

    /** After each duty cycle of a member. */
    void onCycle(final TestMember member)
    {
        checkCommit(member);
        check(repliedIndex <= committedIndex(), "a reply for index=" + repliedIndex + " that is not committed");
        if (member.isLeader())
        {
            final Integer other = leaderByTerm.putIfAbsent(member.term(), member.id());
            check(other == null || other == member.id(), "two leaders in term=" + member.term());
            if (other == null)
            {
                checkComplete(member);
            }
        }
        for (final TestMember other : members)
        {
            checkMatching(member.log(), other.log());
        }
    }

    /** No message promises what a loss of power could take back. */
    void onSend(final TestMember sender, final TestNetwork.Message message)
    {
        final boolean isTrial = message.kind == TestNetwork.Kind.VOTE_REQUEST && message.isPreVote();
        check(message.term <= sender.store().term() + (isTrial ? 1 : 0), message.kind + " before its term is stored");
        if (message.kind == TestNetwork.Kind.VOTE_RESPONSE && message.isGranted && !message.isPreVote())
        {
            checkVote(sender, message.value(1), message.to);
        }
        else if (message.kind == TestNetwork.Kind.VOTE_REQUEST && !message.isPreVote())
        {
            checkVote(sender, message.term, message.from);
        }
        else if (message.kind == TestNetwork.Kind.APPEND_RESPONSE)
        {
            checkAck(sender, message);
        }
        else if (message.kind == TestNetwork.Kind.HEARTBEAT || message.kind == TestNetwork.Kind.APPEND_ENTRIES)
        {
            final Integer leader = leaderByTerm.get(message.term);
            check(leader == null || leader == message.from, "two leaders send in term=" + message.term);
        }
    }

    /** Leader completeness: what was committed in earlier terms. A later leader may have committed more by now. */
    private void checkComplete(final TestMember leader)
    {
        int index = chains.size() - 1;
        while (index > 0 && commitTerms.get(index) >= leader.term())
        {
            index--;
        }
        check(leader.log().lastIndex() >= index && leader.log().chainAt(index) == chains.get(index),
            "leader " + leader.id() + " lacks index=" + index + " that was committed before its term");
    }

    private void checkVote(final TestMember voter, final long term, final int candidateId)
    {
        check(voter.store().term() == term && voter.store().votedFor() == candidateId, "vote before it is stored");
        final Integer former = votes.putIfAbsent(voter.id() + "/" + term, candidateId);
        check(former == null || former == candidateId, "two votes of " + voter.id() + " in term=" + term);
    }

    private void checkAck(final TestMember sender, final TestNetwork.Message message)
    {
        final long matchIndex = message.value(1);
        final long appendedIndex = message.value(2);
        check(matchIndex <= appendedIndex, "matchIndex=" + matchIndex + " appendedIndex=" + appendedIndex);
        final TestMember leader = members.get(message.to);
        if (appendedIndex > 0 && leader.isUp() && leader.isLeader() && leader.term() == message.term)
        {
            check(appendedIndex <= leader.log().lastIndex() && appendedIndex <= sender.log().lastIndex() &&
                leader.log().chainAt(appendedIndex) == sender.log().chainAt(appendedIndex),
                "ack of appendedIndex=" + appendedIndex + " that differs from the leader's log");
        }
        check(matchIndex == 0 || (matchIndex <= sender.log().lastIndex() &&
            sender.log().isDurable(matchIndex, sender.log().chainAt(matchIndex))),
            "ack of matchIndex=" + matchIndex + " that is not durable");
    }

    private void checkCommit(final TestMember member)
    {
        final long commitIndex = member.commitIndex();
        check(commitIndex >= member.lastCommitIndex && commitIndex <= member.log().lastIndex(),
            "commitIndex=" + commitIndex + " after " + member.lastCommitIndex);
        check(commitIndex == member.lastCommitIndex || !member.isLeader() ||
            member.log().termAt(commitIndex) == member.term(), "an entry of an earlier term committed by counting");
        for (long index = member.lastCommitIndex + 1; index <= commitIndex; index++)
        {
            final long chain = member.log().chainAt(index);
            if (index < chains.size())
            {
                check(chains.get((int)index) == chain, "another entry committed at index=" + index);
            }
            else
            {
                checkDurableOnQuorum(index, chain);
                chains.add(chain);
                commitTerms.add(member.term());
            }
        }
        member.lastCommitIndex = commitIndex;
    }

    private void checkDurableOnQuorum(final long index, final long chain)
    {
        int count = 0;
        for (final TestMember member : members)
        {
            if (member.log().isDurable(index, chain))
            {
                count++;
            }
        }
        check(count >= quorumSize, "index=" + index + " committed with " + count + " durable copies");
    }

    /** Log matching with content: where index and term agree, all up to there agrees. */
    private void checkMatching(final TestLog one, final TestLog other)
    {
        long index = Math.min(one.lastIndex(), other.lastIndex());
        while (index > 0 && one.termAt(index) != other.termAt(index))
        {
            index--;
        }
        check(index == 0 || one.chainAt(index) == other.chainAt(index), "logs differ up to index=" + index);
    }

    private static void check(final boolean holds, final String what)
    {
        if (!holds)
        {
            throw new AssertionError(what);
        }
    }
}
