package io.balsa.bench.part;

import io.balsa.codecs.wire.OutcomeCode;
import io.balsa.consensus.session.Session;
import io.balsa.consensus.session.SessionTable;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import java.util.concurrent.TimeUnit;

/**
 * Sessions of clients: as many as may be open by default, in no order.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = {"--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED"})
public class SessionBenchmark
{
    private static final int SESSIONS = SessionTable.SESSIONS_MAX_DEFAULT;
    private static final int STRIDE = 7_919;
    private static final int RESULT_LENGTH = 8;

    private final UnsafeBuffer result = new UnsafeBuffer(new byte[RESULT_LENGTH]);
    private SessionTable sessions;
    private int position;
    private long index;

    /** Create the benchmark. */
    public SessionBenchmark()
    {
    }

    /** Open all, and have each keep one reply. */
    @Setup(Level.Trial)
    public void open()
    {
        sessions = new SessionTable(SESSIONS, SessionTable.WINDOW_DEFAULT);
        for (int id = 1; id <= SESSIONS; id++)
        {
            sessions.open(id, id);
        }
        for (int i = 0; i < 2 * SESSIONS; i++)
        {
            admitAndRecord();
        }
    }

    private Session next()
    {
        position = (position + STRIDE) % SESSIONS;
        return sessions.get(1L + position);
    }

    /**
     * Find a session by its id.
     *
     * @return the session.
     */
    @Benchmark
    public Session lookUp()
    {
        return next();
    }

    /**
     * Find a session, decide that its next command is to be applied, and keep the reply.
     *
     * @return what was decided.
     */
    @Benchmark
    public Session.Admission admitAndRecord()
    {
        final Session session = next();
        final long sequence = session.lastSequence() + 1;
        final Session.Admission admission = session.admit(sequence, sequence - 1);
        if (admission != Session.Admission.APPLY)
        {
            throw new IllegalStateException("not admitted: " + admission);
        }
        session.record(sequence, ++index, OutcomeCode.OK, result, 0, RESULT_LENGTH);
        return admission;
    }
}
