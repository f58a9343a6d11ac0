package io.balsa.consensus.core;

import io.balsa.codecs.storage.FailurePolicyCode;

/**
 * What every member does when the state machine fails on a command. The leader's choice goes into the log when its term
 * begins and is in force for the entries that follow, so all members do the same.
 */
public enum FailurePolicy
{
    /** The failure is the command's result, and the member goes on. */
    ANSWER(FailurePolicyCode.ANSWER),

    /** The member stops before the command, and stops there again until the state machine is mended. */
    HALT(FailurePolicyCode.HALT);

    private final FailurePolicyCode code;

    FailurePolicy(final FailurePolicyCode code)
    {
        this.code = code;
    }

    /**
     * How it is written into the log.
     *
     * @return the code.
     */
    public FailurePolicyCode code()
    {
        return code;
    }
}
