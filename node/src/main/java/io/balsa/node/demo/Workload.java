package io.balsa.node.demo;

import io.balsa.client.BalsaClient;
import io.balsa.client.ClientContext;
import io.balsa.client.ClientListener;
import io.balsa.client.Outcome;
import io.balsa.statemachine.KeyValueResult;
import io.balsa.statemachine.codecs.KeyValueStatus;
import org.HdrHistogram.Histogram;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Sends the commands, several in flight, and keeps what becomes of each. One that was surely not applied is sent again
 * as a new command; one whose fate is unknown is not.
 */
final class Workload implements ClientListener, AutoCloseable
{
    /** Longer than any election: a command is given up only when the cluster is. */
    private static final long COMMAND_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long SILENCE_MAX_NS = TimeUnit.SECONDS.toNanos(40);
    private static final long CHECK_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int SIGNIFICANT_DIGITS = 3;

    private final DemoPlan plan;
    private final DemoMembers members;
    private final LeaderKills kills;
    private final StopRequest stop;
    private final Console console;
    private final DemoCommands commands;
    private final Acknowledgements acknowledgements;
    private final InFlight inFlight;
    private final SendingTime sendingTime = new SendingTime();
    private final Histogram latencyNs = new Histogram(SIGNIFICANT_DIGITS);
    private final List<String> leaders = new ArrayList<>();
    private final Deque<Integer> refusedNumbers = new ArrayDeque<>();
    private final Deque<Long> refusedOfferedNs = new ArrayDeque<>();
    private final KeyValueResult result = new KeyValueResult();
    private final IdleStrategy idleStrategy = new BackoffIdleStrategy(10, 20, 1_000, 100_000);
    private final BalsaClient client;
    private int nextNumber;
    private int indeterminateCount;
    private int resentCount;
    private long lastSignNs;
    private long checkDueNs;

    Workload(
        final DemoPlan plan,
        final DemoCluster cluster,
        final DemoMembers members,
        final LeaderKills kills,
        final StopRequest stop,
        final Console console)
    {
        this.plan = plan;
        this.members = members;
        this.kills = kills;
        this.stop = stop;
        this.console = console;
        commands = new DemoCommands(plan.commands(), plan.payloadBytes());
        acknowledgements = new Acknowledgements(plan.commands());
        inFlight = new InFlight(plan.window());
        client = BalsaClient.launch(context(cluster));
    }

    private ClientContext context(final DemoCluster cluster)
    {
        final ClientContext context = new ClientContext()
            .clusterId(cluster.clusterId())
            .members(cluster.ingress())
            .window(plan.window())
            .commandTimeoutNs(COMMAND_TIMEOUT_NS)
            .listener(this);
        context.media().aeronDirectoryName(cluster.directory().driver("client").toString());
        return context;
    }

    /** Wait for a leader. */
    void connect()
    {
        lastSignNs = System.nanoTime();
        while (!client.isConnected())
        {
            turn();
        }
    }

    /** Send all commands, with all kills, and wait for their outcomes. */
    void run()
    {
        lastSignNs = System.nanoTime();
        sendingTime.start(lastSignNs);
        while (answeredCount() < plan.commands() || !kills.isDone())
        {
            kills.doWork(answeredCount(), client.leaderId(), acknowledgements.lastIndex());
            final boolean isHeldUp = kills.isHeldUp(answeredCount());
            sendingTime.holdUp(isHeldUp, System.nanoTime());
            if (isHeldUp || answeredCount() == plan.commands())
            {
                lastSignNs = System.nanoTime();
            }
            else
            {
                offer();
            }
            turn();
        }
        console.progress(acknowledgements.count(), plan.commands(), System.nanoTime());
    }

    private int answeredCount()
    {
        return acknowledgements.count() + indeterminateCount;
    }

    private void turn()
    {
        idleStrategy.idle(client.poll());
        final long nowNs = System.nanoTime();
        if (nowNs - checkDueNs >= 0)
        {
            checkDueNs = nowNs + CHECK_INTERVAL_NS;
            stop.check();
            members.checkRunning();
            checkSilence(nowNs);
            console.progress(acknowledgements.count(), plan.commands(), nowNs);
        }
    }

    private void checkSilence(final long nowNs)
    {
        if (nowNs - lastSignNs >= SILENCE_MAX_NS)
        {
            throw new DemoException("nothing was acknowledged for " +
                TimeUnit.NANOSECONDS.toSeconds(SILENCE_MAX_NS) + " s: " + client.describe());
        }
    }

    private void offer()
    {
        while (!refusedNumbers.isEmpty())
        {
            if (!offer(refusedNumbers.peek(), refusedOfferedNs.peek()))
            {
                return;
            }
            refusedNumbers.remove();
            refusedOfferedNs.remove();
        }
        final int end = kills.offersMax();
        while (nextNumber < end && offer(nextNumber, System.nanoTime()))
        {
            nextNumber++;
        }
    }

    private boolean offer(final int number, final long offeredNs)
    {
        final int length = commands.make(number);
        final long sequence = client.offer(commands.buffer(), 0, length);
        if (sequence == BalsaClient.TOO_LARGE)
        {
            throw new DemoException("the cluster takes no command of " + length + " bytes");
        }
        if (sequence > 0)
        {
            inFlight.add(sequence, number, offeredNs);
        }
        return sequence > 0;
    }

    @Override
    public void onReply(
        final long correlationId,
        final Outcome outcome,
        final long index,
        final DirectBuffer buffer,
        final int offset,
        final int length)
    {
        final int number = inFlight.number(correlationId);
        switch (outcome)
        {
            case OK -> onAcknowledged(number, correlationId, index, result.wrap(buffer, offset, length));
            case INDETERMINATE ->
            {
                indeterminateCount++;
                sendingTime.onOutcome(System.nanoTime());
            }
            case NOT_APPLIED, BUSY, DISK_FULL, SESSION_UNKNOWN ->
            {
                refusedNumbers.add(number);
                refusedOfferedNs.add(inFlight.offeredNs(correlationId));
                resentCount++;
            }
            default -> throw new DemoException("command " + number + " ended with " + outcome);
        }
    }

    private void onAcknowledged(final int number, final long sequence, final long index, final KeyValueResult reply)
    {
        if (reply.status() != KeyValueStatus.OK)
        {
            throw new DemoException("command " + number + " was answered with " + reply.status());
        }
        final long nowNs = System.nanoTime();
        acknowledgements.add(number, sequence, index, reply.version());
        latencyNs.recordValue(nowNs - inFlight.offeredNs(sequence));
        lastSignNs = nowNs;
        sendingTime.onOutcome(nowNs);
        kills.onAcknowledged(nowNs);
    }

    @Override
    public void onLeader(final int memberId, final long term, final long sessionId)
    {
        final String leader = "member " + memberId + " in term " + term;
        if (leaders.isEmpty() || !leaders.get(leaders.size() - 1).equals(leader))
        {
            leaders.add(leader);
            console.event(leader + " leads");
        }
        kills.onLeader(memberId);
    }

    /** What has become of the commands. */
    DemoMeasurements measurements()
    {
        return new DemoMeasurements(
            List.copyOf(leaders),
            kills.failoversNs(),
            indeterminateCount,
            resentCount,
            sendingTime.lengthNs(),
            latencyNs);
    }

    Acknowledgements acknowledgements()
    {
        return acknowledgements;
    }

    @Override
    public void close()
    {
        client.close();
    }
}
