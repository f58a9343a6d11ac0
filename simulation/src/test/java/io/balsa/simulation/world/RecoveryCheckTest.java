package io.balsa.simulation.world;

import io.balsa.codecs.storage.EntryType;
import io.balsa.log.mmap.MemberStorage;
import io.balsa.log.mmap.SyncMode;
import io.balsa.simulation.check.Invariant;
import io.balsa.simulation.check.Mark;
import io.balsa.simulation.check.Marks;
import io.balsa.simulation.check.SafetyViolation;
import io.balsa.simulation.check.Violations;
import io.balsa.simulation.disk.Damage;
import io.balsa.simulation.disk.SimDisk;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RecoveryCheckTest
{
    private final SimDisk disk = new SimDisk("member-0", new SplittableRandom(1), (operation, name, bytes) ->
    {
    });
    private final Violations violations = new Violations();
    private final Marks marks = new Marks();
    private final RecoveryCheck check = new RecoveryCheck(disk, violations, marks, 0);

    @Test
    void shouldAcceptARecoveryThatIsRepeated()
    {
        writeSynced();
        writeUnsynced();
        check.onStart(true);
        check.onStart(true);
        recover();
        check.onRecovered(true);
        check.onStart(true);
        assertNull(violations.first());
        assertEquals(1, marks.count(Mark.RECOVERY_REPEATED));
    }

    @Test
    void shouldCatchAStateThatChangesMeanwhile()
    {
        writeSynced();
        check.onStart(true);
        writeUnsynced();
        assertViolates("found firstIndex=1 lastIndex=2 ", () -> check.onStart(true));
    }

    @Test
    void shouldCatchARecoveryThatLosesWhatWasThere()
    {
        writeSynced();
        check.onStart(true);
        disk.wipe();
        assertViolates("left null", () -> check.onStart(true));
    }

    @Test
    void shouldExpectNothingOfADamagedDisk()
    {
        writeSynced();
        check.onStart(true);
        writeUnsynced();
        check.onStart(false);
        check.onRecovered(false);
        assertNull(violations.first());
    }

    @Test
    void shouldCatchWhatIsNotDurableAfterARecovery()
    {
        writeSynced();
        writeUnsynced();
        check.onStart(true);
        assertViolates("on the device", () -> check.onRecovered(true));
    }

    @Test
    void shouldCatchATermThatIsNotTheOneFound()
    {
        writeSynced();
        check.onStart(true);
        try (MemberStorage storage = open())
        {
            storage.termStateStore().store(2, 1);
            storage.syncAgent().doWork();
        }
        assertViolates("votedFor=1", () -> check.onRecovered(true));
    }

    @Test
    void shouldAcceptThatPowerTakesWhatWasNotSynced()
    {
        writeSynced();
        writeUnsynced();
        check.onStart(true);
        losePower();
        check.onStart(true);
        recover();
        check.onRecovered(true);
        assertNull(violations.first());
    }

    @Test
    void shouldCatchThatPowerChangesWhatIsLeft()
    {
        writeSynced();
        check.onStart(true);
        disk.wipe();
        writeUnsynced();
        writeSynced();
        losePower();
        assertViolates("interrupted recovery", () -> check.onStart(true));
    }

    @Test
    void shouldAcceptThatPowerTakesANewDirectory()
    {
        recover();
        check.onStart(true);
        disk.wipe();
        check.onPowerLost(false);
        check.onStart(true);
        assertNull(violations.first());
    }

    @Test
    void shouldAcceptARefusalThatChangesNothing()
    {
        writeSynced();
        check.onStart(false);
        check.onRefused();
        assertNull(violations.first());
    }

    @Test
    void shouldCatchARefusalThatChangesTheLog()
    {
        writeSynced();
        check.onStart(false);
        writeUnsynced();
        assertViolates(Invariant.DAMAGE, "has refused a damaged log, and changed it", check::onRefused);
    }

    @Test
    void shouldAcceptThatAFewEntriesAreCutWhereASectorWasDamaged()
    {
        writeSynced();
        damage(Damage.Kind.ZEROED_SECTOR);
        check.onCut(1, 0, 1, false);
        assertNull(violations.first());
    }

    @Test
    void shouldCatchThatMoreIsCutThanWasDamaged()
    {
        writeSynced();
        damage(Damage.Kind.ZEROED_SECTOR);
        assertViolates(Invariant.DAMAGE, "has cut 21 synced entries", () -> check.onCut(21, 0, 1, false));
    }

    @Test
    void shouldAllowAsMuchToBeCutAsWasSyncedLast()
    {
        writeSynced();
        damage(Damage.Kind.ZEROED_SECTOR);
        check.onCut(23, 23, 1, false);
        assertViolates(Invariant.DAMAGE, "has cut 24 synced entries", () -> check.onCut(24, 23, 1, false));
    }

    @Test
    void shouldAcceptThatMoreIsCutWhereNothingWasWaitedFor()
    {
        writeSynced();
        damage(Damage.Kind.ZEROED_SECTOR);
        check.onCut(21, 0, 1, true);
        assertNull(violations.first());
    }

    @Test
    void shouldCatchThatAnEntryIsCutInWhichOneBitWasTurned()
    {
        writeSynced();
        damage(Damage.Kind.FLIPPED_BIT);
        assertViolates(Invariant.DAMAGE, "has cut 1 synced entries", () -> check.onCut(1, 0, 1, false));
    }

    @Test
    void shouldCatchOtherEntriesInThePlaceOfThoseThatWereLost()
    {
        writeSynced();
        damage(Damage.Kind.ZEROED_SECTOR);
        assertViolates(Invariant.DAMAGE, "has other entries", () -> check.onCut(0, 0, 1, false));
    }

    private void damage(final Damage.Kind kind)
    {
        assertNotNull(disk.rotAtEnd(kind));
    }

    private void assertViolates(final String text, final Executable deed)
    {
        assertViolates(Invariant.RECOVERY, text, deed);
    }

    private void assertViolates(final Invariant invariant, final String text, final Executable deed)
    {
        final SafetyViolation violation = assertThrows(SafetyViolation.class, deed);
        assertEquals(invariant, violation.invariant());
        assertTrue(violation.getMessage().contains(text), violation.getMessage());
    }

    private void losePower()
    {
        disk.powerLoss();
        check.onPowerLost(false);
    }

    private void writeSynced()
    {
        try (MemberStorage storage = open())
        {
            append(storage, 1);
            append(storage, 2);
            storage.log().requestSync();
            storage.syncAgent().doWork();
        }
    }

    /** Entries that are in the page cache, and not on the device, when the process dies. */
    private void writeUnsynced()
    {
        final MemberStorage storage = open(SyncMode.ASYNC);
        append(storage, 3);
        storage.log().requestSync();
        storage.syncAgent().doWork();
        disk.kill();
    }

    private static void append(final MemberStorage storage, final int content)
    {
        final UnsafeBuffer payload = new UnsafeBuffer(new byte[8]);
        payload.putInt(0, content);
        storage.log().append(1, EntryType.COMMAND, 1, 1, 1, 0, payload, 0, 8);
    }

    private void recover()
    {
        open().close();
    }

    private MemberStorage open()
    {
        return open(SyncMode.SYNC);
    }

    private MemberStorage open(final SyncMode mode)
    {
        return MemberStorage.open(new MemberStorage.Context()
            .storage(disk.mount()).clusterId(1).memberId(0).segmentLength(8 * 1024).payloadLengthMax(1024)
            .incarnationSource(() -> 7).syncMode(mode).nanoClock(() -> 0));
    }
}
