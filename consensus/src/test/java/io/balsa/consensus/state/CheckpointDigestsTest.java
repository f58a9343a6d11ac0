package io.balsa.consensus.state;

import io.balsa.consensus.core.DigestRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CheckpointDigestsTest
{
    private final CheckpointDigests digests = new CheckpointDigests(4);

    @Test
    void shouldKnowItsCheckpoints()
    {
        assertTrue(digests.isCheckpoint(8));
        assertFalse(digests.isCheckpoint(9));
        assertEquals(4, digests.interval());
    }

    @Test
    void shouldTellOnlyOfTheNewest()
    {
        final long oldest = 4;
        final long newest = oldest + 4L * CheckpointDigests.CHECKPOINTS_KEPT;
        assertEquals(CheckpointDigests.UNKNOWN, digests.digestAt(oldest));
        for (long index = oldest; index < newest; index += 4)
        {
            digests.onApplied(index, 100 + index);
        }
        assertEquals(100 + oldest, digests.digestAt(oldest));
        assertEquals(CheckpointDigests.UNKNOWN, digests.digestAt(newest));
        digests.onApplied(newest, 100 + newest);
        assertEquals(CheckpointDigests.UNKNOWN, digests.digestAt(oldest));
        assertEquals(104 + oldest, digests.digestAt(oldest + 4));
        assertEquals(100 + newest, digests.digestAt(newest));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, -4, 2 * DigestRules.INTERVAL_MAX})
    void shouldRefuseAnIntervalThatIsNoPowerOfTwo(final int interval)
    {
        assertThrows(IllegalArgumentException.class, () -> new CheckpointDigests(interval));
    }
}
