package io.balsa.consensus.support;

import io.balsa.consensus.port.TermStateStore;

/**
 * Term and vote in memory; when a write becomes durable is in the test's hands.
 */
public final class TestTermStateStore implements TermStateStore
{
    private boolean isAutoStore = true;
    private long term;
    private int votedFor = NULL_MEMBER;
    private long fencedTerm;
    private boolean isStoring;
    private boolean isStored;
    private boolean isFailed;
    private long storingTerm;
    private int storingVotedFor;
    private int storeCount;

    /** How many writes were begun. */
    public int storeCount()
    {
        return storeCount;
    }

    public void autoStore(final boolean isOn)
    {
        isAutoStore = isOn;
        if (isOn)
        {
            complete();
        }
    }

    /** The write under way becomes durable. */
    public void complete()
    {
        if (isStoring)
        {
            isStoring = false;
            isStored = true;
            term = storingTerm;
            votedFor = storingVotedFor;
        }
    }

    /** The write under way fails. */
    public void fail()
    {
        isFailed = isStoring;
        isStoring = false;
    }

    /** The power fails: the write under way is lost. */
    public void powerLoss()
    {
        isStoring = false;
        isStored = false;
    }

    /** What is done before entries are cut off that were acknowledged. */
    public void fence()
    {
        term++;
        votedFor = NULL_MEMBER;
        fencedTerm = term;
    }

    @Override
    public long fencedTerm()
    {
        return fencedTerm;
    }

    @Override
    public long term()
    {
        return term;
    }

    @Override
    public int votedFor()
    {
        return votedFor;
    }

    @Override
    public boolean store(final long newTerm, final int newVotedFor)
    {
        if (isStoring)
        {
            return false;
        }
        if (newTerm < term || (newTerm == term && votedFor != NULL_MEMBER && newVotedFor != votedFor))
        {
            throw new IllegalStateException("term=" + term + " votedFor=" + votedFor + " newTerm=" + newTerm +
                " newVotedFor=" + newVotedFor);
        }
        isStoring = true;
        storeCount++;
        storingTerm = newTerm;
        storingVotedFor = newVotedFor;
        if (isAutoStore)
        {
            complete();
        }
        return true;
    }

    @Override
    public boolean pollStored()
    {
        if (isFailed)
        {
            throw new IllegalStateException("term state was not stored: term=" + storingTerm);
        }
        final boolean wasStored = isStored;
        isStored = false;
        return wasStored;
    }

    @Override
    public void close()
    {
    }
}
