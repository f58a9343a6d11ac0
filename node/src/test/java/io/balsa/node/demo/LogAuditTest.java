package io.balsa.node.demo;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The audit sees what is wrong: three logs, the last of which may be doctored. */
@Timeout(60)
class LogAuditTest
{
    private static final int MEMBERS = 3;
    private static final int COMMANDS = 20;

    @TempDir
    private Path dir;

    private final Acknowledgements acknowledgements = DoctoredLog.acknowledgements();
    private long lastIndex;

    @Test
    void shouldPassWhatIsRight()
    {
        write(0, log -> putAll(log, true));
        write(1, log -> putAll(log, false));
        write(2, log -> putAll(log, false));
        final AuditResult result = audit();
        assertTrue(result.isPassed(), result::toString);
        assertEquals(lastIndex, result.entries());
        assertEquals(COMMANDS, acknowledgements.count());
    }

    @Test
    void shouldSeeACommandThatIsMissing()
    {
        writeTwo();
        write(2, log ->
        {
            put(log, 0, 12);
            log.noOp();
            put(log, 13, COMMANDS);
        });
        final AuditResult result = audit();
        assertEquals(COMMANDS - 12, result.lost());
        assertEquals(14, result.differsAtIndex());
        assertFalse(result.digestsEqual());
        assertFalse(result.isPassed());
    }

    @Test
    void shouldSeeALogThatEndsTooEarly()
    {
        writeTwo();
        write(2, log -> put(log, 0, COMMANDS - 1));
        final AuditResult result = audit();
        assertEquals(1, result.lost());
        assertEquals(lastIndex, result.differsAtIndex());
        assertFalse(result.digestsEqual());
    }

    @Test
    void shouldSeeACommandThatIsAppliedTwice()
    {
        for (int id = 0; id < MEMBERS; id++)
        {
            final boolean isFirst = id == 0;
            write(id, log ->
            {
                putAll(log, isFirst);
                lastIndex = log.put(7);
            });
        }
        final AuditResult result = audit();
        assertEquals(1, result.duplicated());
        assertEquals(0, result.lost());
        assertTrue(result.logsEqual() && result.digestsEqual());
        assertFalse(result.isPassed());
    }

    @Test
    void shouldNotTakeARepetitionForASecondApplication()
    {
        for (int id = 0; id < MEMBERS; id++)
        {
            final boolean isFirst = id == 0;
            write(id, log ->
            {
                putAll(log, isFirst);
                lastIndex = log.repeat(COMMANDS - 1);
            });
        }
        assertTrue(audit().isPassed());
    }

    @Test
    void shouldSeeOneByteThatDiffers()
    {
        writeTwo();
        write(2, log ->
        {
            put(log, 0, 5);
            log.putDamaged(5);
            put(log, 6, COMMANDS);
        });
        final AuditResult result = audit();
        assertEquals(1, result.lost());
        assertEquals(1, result.unknown());
        assertEquals(7, result.differsAtIndex());
        assertFalse(result.digestsEqual());
    }

    @Test
    void shouldSeeAnotherDigestInALiveMember()
    {
        writeTwo();
        write(2, log -> putAll(log, false));
        final long[] live = digests();
        live[1]++;
        final AuditResult result = audit(live);
        assertTrue(result.logsEqual());
        assertFalse(result.digestsEqual());
        assertFalse(result.isPassed());
    }

    @Test
    void shouldSeeAnAcknowledgementOfAnotherIndexSequenceOrVersion()
    {
        for (int id = 0; id < MEMBERS; id++)
        {
            write(id, log ->
            {
                put(log, 0, COMMANDS);
                lastIndex = log.put(COMMANDS);
            });
        }
        acknowledgements.add(1, 2, 3, 1);
        acknowledgements.add(2, 3, 3, 1);
        acknowledgements.add(3, 3, 5, 1);
        acknowledgements.add(4, 5, 6, 2);
        assertEquals(3, audit().lost());
    }

    private void writeTwo()
    {
        write(0, log -> putAll(log, true));
        write(1, log -> putAll(log, false));
    }

    private void write(final int memberId, final Consumer<DoctoredLog> entries)
    {
        try (DoctoredLog log = new DoctoredLog(directory(memberId), memberId))
        {
            entries.accept(log);
        }
    }

    private void putAll(final DoctoredLog log, final boolean isAcknowledged)
    {
        for (int number = 0; number < COMMANDS; number++)
        {
            lastIndex = log.put(number);
            if (isAcknowledged)
            {
                acknowledgements.add(number, log.lastSequence(), lastIndex, 1);
            }
        }
    }

    private static void put(final DoctoredLog log, final int from, final int to)
    {
        for (int number = from; number < to; number++)
        {
            log.put(number);
        }
    }

    private Path directory(final int memberId)
    {
        return dir.resolve("member-" + memberId);
    }

    private long[] digests()
    {
        return audit(new long[MEMBERS]).digests().stream().mapToLong(Long::longValue).toArray();
    }

    /** With members that have told the digests to which their logs lead. */
    private AuditResult audit()
    {
        return audit(digests());
    }

    private AuditResult audit(final long[] liveDigests)
    {
        final List<Path> directories = IntStream.range(0, MEMBERS).mapToObj(this::directory).toList();
        return LogAudit.run(directories, liveDigests, lastIndex, DoctoredLog.commands(), acknowledgements);
    }
}
