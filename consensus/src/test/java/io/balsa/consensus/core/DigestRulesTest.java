package io.balsa.consensus.core;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A quorum that agrees is right, and where none agrees nobody stops. */
class DigestRulesTest
{
    private static final int INTERVAL = 8;

    private final List<String> alarms = new ArrayList<>();

    private DigestRules rules(final int size)
    {
        final int[] ids = new int[size];
        for (int id = 0; id < size; id++)
        {
            ids[id] = id;
        }
        return new DigestRules(new RaftConfig.Builder().memberIds(ids).memberId(0).build(), INTERVAL,
            (memberId, afterIndex, index, isDecided) ->
                alarms.add(memberId + " " + afterIndex + " " + index + " " + isDecided));
    }

    @Test
    void shouldAgreeWithAQuorum()
    {
        final DigestRules rules = rules(3);
        rules.onApplied(8, 100);
        assertEquals(0, rules.quorumIndex());
        rules.onDigest(2, 8, 100);
        assertEquals(8, rules.quorumIndex());
        rules.onDigest(1, 16, 101);
        assertEquals(8, rules.quorumIndex());
        rules.onApplied(16, 101);
        assertEquals(16, rules.quorumIndex());
        rules.check();
        assertEquals(List.of(), alarms);
    }

    @Test
    void shouldStopWhenAQuorumHasAnotherStateAndNameTheRange()
    {
        final DigestRules rules = rules(3);
        rules.onApplied(8, 100);
        rules.onDigest(1, 8, 100);
        rules.onDigest(2, 8, 100);
        rules.onApplied(16, 100);
        rules.onDigest(1, 16, 101);
        rules.check();
        rules.onDigest(2, 16, 101);
        final StateDiverged reason = assertThrows(StateDiverged.class, rules::check);
        assertTrue(reason.getMessage().contains("after index=16, "), reason.getMessage());
        assertTrue(reason.getMessage().contains("up to index=8;"), reason.getMessage());
        assertEquals(1, reason.getMessage().lines().count());
        assertEquals(List.of(), alarms);
    }

    @Test
    void shouldStopAlsoWhenTheOthersCameFirst()
    {
        final DigestRules rules = rules(3);
        rules.onDigest(1, 8, 101);
        rules.onDigest(2, 8, 101);
        rules.check();
        rules.onApplied(8, 100);
        assertThrows(StateDiverged.class, rules::check);
    }

    @Test
    void shouldNameTheOneThatAQuorumContradictsOnce()
    {
        final DigestRules rules = rules(3);
        for (int index = 8; index <= 32; index += 8)
        {
            rules.onApplied(index, index);
            rules.onDigest(1, index, index);
            rules.onDigest(2, index, index < 24 ? index : -1);
        }
        rules.check();
        assertEquals(List.of("2 16 24 true"), alarms);
        assertEquals(1, rules.differenceCount());
        rules.onApplied(40, 40);
        rules.onDigest(2, 40, 40);
        rules.onDigest(2, 48, -1);
        rules.onApplied(48, 48);
        rules.onDigest(1, 48, 48);
        assertEquals(List.of("2 16 24 true", "2 40 48 true"), alarms);
    }

    /** One of two, or two of four: neither can know. */
    @Test
    void shouldRaiseAnAlarmAndGoOnWhenNoQuorumAgrees()
    {
        final DigestRules two = rules(2);
        two.onApplied(8, 100);
        two.onDigest(1, 8, 101);
        two.check();
        assertEquals(List.of("1 0 8 false"), alarms);
        alarms.clear();
        final DigestRules four = rules(4);
        four.onApplied(8, 100);
        four.onDigest(1, 8, 100);
        four.onDigest(2, 8, 101);
        assertEquals(List.of(), alarms, "the fourth decides");
        four.onDigest(3, 8, 101);
        four.check();
        assertEquals(List.of("2 0 8 false", "3 0 8 false"), alarms);
    }

    @Test
    void shouldCompareWithAMemberThatIsBehindForAsLongAsItIsRemembered()
    {
        final DigestRules rules = rules(3);
        for (int i = 1; i <= DigestRules.CHECKPOINTS_KEPT; i++)
        {
            rules.onApplied((long)i * INTERVAL, i);
        }
        rules.onDigest(1, INTERVAL, 1);
        assertEquals(INTERVAL, rules.quorumIndex());
        rules.onApplied((DigestRules.CHECKPOINTS_KEPT + 2) * INTERVAL, 7);
        rules.onDigest(1, 2 * INTERVAL, 99);
        rules.onDigest(2, 2 * INTERVAL, 99);
        assertDoesNotThrow(rules::check);
    }

    /** Late messages of checkpoints long ago. */
    @Test
    void shouldNotForgetANewerCheckpointForAnOlderOne()
    {
        final long newer = (1L + DigestRules.CHECKPOINTS_KEPT) * INTERVAL;
        final DigestRules rules = rules(3);
        rules.onDigest(1, newer, 5);
        rules.onDigest(2, newer, 5);
        rules.onDigest(1, INTERVAL, 6);
        rules.onApplied(newer, 4);
        assertThrows(StateDiverged.class, rules::check);
    }

    @Test
    void shouldLeaveAloneWhatCannotBe()
    {
        final DigestRules rules = rules(3);
        rules.onApplied(8, 100);
        rules.onDigest(0, 8, 7);
        rules.onDigest(9, 8, 7);
        rules.onDigest(1, 9, 7);
        rules.onDigest(1, 0, 7);
        rules.onDigest(1, -8, 7);
        rules.onDigest(2, 8, 100);
        assertEquals(8, rules.quorumIndex(), "nobody speaks for another");
        rules.onApplied(16, 0);
        assertEquals(8, rules.newestIndex(), "what is not known is not told");
        rules.check();
        assertEquals(List.of(), alarms);
    }

    @Test
    void shouldTellCheckpoints()
    {
        final DigestRules rules = rules(1);
        assertTrue(rules.isCheckpoint(16));
        assertFalse(rules.isCheckpoint(17));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -8, 3, 2 * DigestRules.INTERVAL_MAX})
    void shouldRefuseAnIntervalThatIsNoPowerOfTwo(final int interval)
    {
        final RaftConfig config = new RaftConfig.Builder().memberIds(0).memberId(0).build();
        assertThrows(IllegalArgumentException.class, () -> new DigestRules(config, interval, (a, b, c, d) -> {}));
    }
}
