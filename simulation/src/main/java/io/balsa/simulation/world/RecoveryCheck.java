package io.balsa.simulation.world;

import io.balsa.simulation.check.ContentHash;
import io.balsa.simulation.check.Invariant;
import io.balsa.simulation.check.Mark;
import io.balsa.simulation.check.Marks;
import io.balsa.simulation.check.Violations;
import io.balsa.simulation.disk.Damage;
import io.balsa.simulation.disk.SimDisk;
import org.agrona.DirectBuffer;

import java.util.HashSet;
import java.util.Set;

/**
 * Recovery comes to one state, however often it is interrupted and repeated, and that state is on the device when it
 * ends. What a death of the process leaves is all that there was; a loss of power may also take what was not synced.
 */
final class RecoveryCheck
{
    /** In a damaged sector, and in another one where a write went instead. */
    private static final int ENTRIES_PER_DAMAGE_MAX = 20;
    /** Made again where it is damaged. */
    private static final String IDENTITY = "identity";

    private final SimDisk disk;
    private final Violations violations;
    private final Marks marks;
    private final int member;
    /** What an interrupted recovery had found; null where none was interrupted. */
    private RecoveredState found;
    private long contentFound;
    private boolean isPowerLost;
    private boolean isTorn;

    RecoveryCheck(final SimDisk disk, final Violations violations, final Marks marks, final int member)
    {
        this.disk = disk;
        this.violations = violations;
        this.marks = marks;
        this.member = member;
    }

    /** A recovery begins, perhaps once more; of a disk that is damaged nothing is expected. */
    void onStart(final boolean isIntact)
    {
        contentFound = content();
        if (!isIntact)
        {
            found = null;
            return;
        }
        final RecoveredState state = RecoveredState.of(disk, SimDisk.Image.CACHED);
        if (found != null)
        {
            marks.hit(Mark.RECOVERY_REPEATED);
            checkRepeated(state);
        }
        found = state;
        isPowerLost = false;
        isTorn = false;
    }

    private void checkRepeated(final RecoveredState state)
    {
        if (!(isPowerLost ? isKeptInPart(state) : state != null && state.isSame(found)))
        {
            throw different("interrupted recovery", state);
        }
    }

    private boolean isKeptInPart(final RecoveredState state)
    {
        if (state == null)
        {
            // A new directory that was not synced in full, or a sector that is torn, which looks like a damaged one.
            return isTorn || (found.lastIndex() == 0 && found.term() == 0);
        }
        return state.isLogConsistentWith(found) && state.term() <= found.term();
    }

    void onPowerLost(final boolean isSectorTorn)
    {
        isTorn |= isSectorTorn;
        isPowerLost = true;
    }

    /** A recovery has ended: a second one would find the same, after a loss of power too. */
    void onRecovered(final boolean isIntact)
    {
        if (!isIntact)
        {
            found = null;
            return;
        }
        final RecoveredState state = RecoveredState.of(disk, SimDisk.Image.CACHED);
        if (found != null && (state == null || !state.isSame(found)))
        {
            throw different("recovery", state);
        }
        found = state;
        final RecoveredState durable = RecoveredState.of(disk, SimDisk.Image.DURABLE);
        if (durable == null || !durable.isSame(state))
        {
            throw different("recovery, on the device,", durable);
        }
        found = null;
    }

    /** A damaged log was refused: nothing was done to it, so that it can still be repaired. */
    void onRefused()
    {
        found = null;
        if (content() != contentFound)
        {
            throw violations.raise(
                Invariant.DAMAGE, "member=" + member + " has refused a damaged log, and changed it");
        }
    }

    /** Hash of the log, of term and vote, and of what is announced. */
    private long content()
    {
        long hash = 0;
        for (final String name : disk.names(SimDisk.Image.CACHED))
        {
            if (!name.startsWith(IDENTITY))
            {
                final DirectBuffer bytes = disk.bytes(SimDisk.Image.CACHED, name);
                hash = ContentHash.combine(
                    ContentHash.combine(hash, name.hashCode()), ContentHash.of(bytes, 0, bytes.capacity()));
            }
        }
        return hash;
    }

    /**
     * The log holds less than it did, or something else. What was durable before the last sync shows damage in it; what
     * was synced last is taken for torn where a sector is missing, from that sector on. In mode ASYNC that may be much.
     */
    void onCut(final long cutCount, final long lastBatch, final int damageCount, final boolean isAsync)
    {
        if (cutCount <= 0)
        {
            throw violations.raise(Invariant.DAMAGE, "member=" + member +
                " has other entries, after its disk was damaged, than it had acknowledged");
        }
        final long entriesPerDamageMax = isAsync ? Integer.MAX_VALUE : ENTRIES_PER_DAMAGE_MAX;
        final long cutMax = isOneBitOfAFile() ? 0 : Math.max(lastBatch, damageCount * entriesPerDamageMax);
        if (disk.failedForceCount() == 0 && cutCount > cutMax)
        {
            throw violations.raise(Invariant.DAMAGE, "member=" + member + " has cut " + cutCount +
                " synced entries, more than were synced last or are in the sectors that were damaged");
        }
    }

    /**
     * One turned bit is never taken for a sector that was not written, also where the entry ends with zeros. Several
     * may be.
     */
    private boolean isOneBitOfAFile()
    {
        final Set<String> names = new HashSet<>();
        for (final Damage damage : disk.damages())
        {
            if (damage.what() != Damage.Kind.FLIPPED_BIT || !names.add(damage.name()))
            {
                return false;
            }
        }
        return true;
    }

    private RuntimeException different(final String what, final RecoveredState state)
    {
        return violations.raise(Invariant.RECOVERY,
            what + " of member=" + member + " found " + found + " and left " + state);
    }
}
