package io.balsa.consensus.core;

import java.util.Arrays;

/**
 * The voters of the cluster in order of id. A member's place in that order is its slot.
 */
final class Membership
{
    static final int NULL_SLOT = -1;

    private final int[] memberIds;
    private final int selfSlot;
    private final int quorumSize;

    Membership(final int selfId, final int[] memberIds, final int quorumFloor)
    {
        this.memberIds = memberIds.clone();
        Arrays.sort(this.memberIds);
        this.selfSlot = slotOf(selfId);
        this.quorumSize = Quorum.size(memberIds.length, quorumFloor);
    }

    int size()
    {
        return memberIds.length;
    }

    int memberId(final int slot)
    {
        return memberIds[slot];
    }

    int selfSlot()
    {
        return selfSlot;
    }

    int quorumSize()
    {
        return quorumSize;
    }

    int slotOf(final int memberId)
    {
        for (int slot = 0; slot < memberIds.length; slot++)
        {
            if (memberIds[slot] == memberId)
            {
                return slot;
            }
        }
        return NULL_SLOT;
    }
}
