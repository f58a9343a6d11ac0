package io.balsa.transport.media;

import io.aeron.Aeron;
import io.aeron.AvailableImageHandler;
import io.aeron.CncFileDescriptor;
import io.aeron.CommonContext;
import io.aeron.Subscription;
import io.aeron.UnavailableImageHandler;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.exceptions.AeronException;
import io.aeron.exceptions.DriverTimeoutException;
import io.aeron.exceptions.RegistrationException;
import org.agrona.CloseHelper;
import org.agrona.IoUtil;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.NoOpLock;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.File;
import java.nio.MappedByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * An Aeron client and, where embedded, the media driver below it, both driven by one thread through
 * {@link #doWork(long)}. No thread of its own, no lock.
 * <p>
 * An embedded driver resolves names on the thread that drives it: give addresses rather than names where a pause
 * of the resolver's would hurt.
 */
public final class MediaConnection implements AutoCloseable
{
    /** As the operating system says it. */
    private static final String PORT_IN_USE = "Address already in use";

    private static final long CONDUCTOR_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final MediaContext context;
    private final MediaDriver driver;
    private final AgentInvoker driverInvoker;
    private final Aeron aeron;
    private final ConductorErrors errors;
    private final AgentInvoker conductorInvoker;
    private final SharedCounters counters;
    private final ControlPace pace;
    private long nowNs;
    private long conductorDueNs;
    private boolean isConductorDue = true;
    private boolean isSendDue;

    private MediaConnection(
        final MediaContext context,
        final MediaDriver driver,
        final ControlPace pace,
        final Aeron aeron,
        final ConductorErrors errors)
    {
        this.context = context;
        this.pace = pace;
        this.driver = driver;
        this.aeron = aeron;
        this.errors = errors;
        driverInvoker = driver == null ? null : driver.sharedAgentInvoker();
        conductorInvoker = aeron.conductorAgentInvoker();
        counters = new SharedCounters(aeron);
    }

    /**
     * Start the embedded driver, or find the running one, and connect to it.
     *
     * @param context concluded.
     * @return the connection.
     * @throws TransportException when there is no driver to be had.
     */
    public static MediaConnection launch(final MediaContext context)
    {
        JvmFlags.check();
        final ControlPace pace = new ControlPace();
        final MediaDriver driver = context.embeddedDriver() ? launchDriver(context, pace) : null;
        if (driver == null)
        {
            checkDriverRuns(context);
        }
        final ConductorErrors errors = new ConductorErrors(context.errorHandler());
        try
        {
            final Aeron.Context aeronContext = context.aeronContext()
                .errorHandler(errors)
                .useConductorAgentInvoker(true)
                .clientLock(NoOpLock.INSTANCE);
            if (driver != null)
            {
                aeronContext.driverAgentInvoker(driver.sharedAgentInvoker());
            }
            return new MediaConnection(context, driver, pace, Aeron.connect(aeronContext), errors);
        }
        catch (final AeronException ex)
        {
            CloseHelper.quietClose(driver);
            throw new TransportException(
                "cannot use aeronDirectoryName=" + context.aeronDirectoryName() + ": " + ex.getMessage(), ex);
        }
    }

    private static MediaDriver launchDriver(final MediaContext context, final ControlPace pace)
    {
        checkDirectoryIsFree(context);
        try
        {
            return MediaDriver.launch(new MediaDriver.Context()
                .aeronDirectoryName(context.aeronDirectoryName())
                .dirDeleteOnStart(true)
                .dirDeleteOnShutdown(true)
                .threadingMode(ThreadingMode.INVOKER)
                .sendChannelEndpointSupplier(pace::newEndpoint)
                .sendToStatusMessagePollRatio(1)
                .asyncExecutorEnabled(false)
                .termBufferSparseFile(true)
                .clientLivenessTimeoutNs(context.clientLivenessTimeoutNs())
                .publicationUnblockTimeoutNs(2 * context.clientLivenessTimeoutNs())
                .driverTimeoutMs(TimeUnit.NANOSECONDS.toMillis(context.driverTimeoutNs()))
                .errorHandler(context.errorHandler()));
        }
        catch (final AeronException | IllegalStateException ex)
        {
            throw new TransportException("cannot start a media driver in aeronDirectoryName=" +
                context.aeronDirectoryName() + ": " + ex.getMessage(), ex);
        }
    }

    private static void checkDirectoryIsFree(final MediaContext context)
    {
        final File directory = new File(context.aeronDirectoryName());
        if (!isDriverActive(context, directory))
        {
            return;
        }
        final MappedByteBuffer cnc = IoUtil.mapExistingFile(
            new File(directory, CncFileDescriptor.CNC_FILE), CncFileDescriptor.CNC_FILE);
        final long pid;
        try
        {
            pid = CncFileDescriptor.pid(new UnsafeBuffer(cnc));
        }
        finally
        {
            IoUtil.unmap(cnc);
        }
        if (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent())
        {
            throw new TransportException("aeronDirectoryName=" + directory +
                " belongs to the media driver of process " + pid +
                ", which runs; give each embedded driver a directory of its own");
        }
    }

    private static void checkDriverRuns(final MediaContext context)
    {
        if (!isDriverActive(context, new File(context.aeronDirectoryName())))
        {
            throw new TransportException(noDriver(context));
        }
    }

    private static boolean isDriverActive(final MediaContext context, final File directory)
    {
        return new File(directory, CncFileDescriptor.CNC_FILE).isFile() && CommonContext.isDriverActive(
            directory, TimeUnit.NANOSECONDS.toMillis(context.driverTimeoutNs()), ignore -> {});
    }

    private static String noDriver(final MediaContext context)
    {
        return "no media driver runs in aeronDirectoryName=" + context.aeronDirectoryName() +
            "; start it first, or set embeddedDriver=true";
    }

    /**
     * Drive the driver, and the Aeron client about every millisecond or when it has something to do.
     *
     * @param nowNs monotonic time.
     * @return work count: 0 unless the driver has moved bytes enough for a full datagram, when more may follow. Less
     * are whole messages, or nothing but signs of life.
     * @throws TransportException when the driver or the Aeron client is gone: why, and what to do.
     */
    public int doWork(final long nowNs)
    {
        this.nowNs = nowNs;
        isSendDue = false;
        pace.onCycle(nowNs);
        final int driverWork = driverInvoker == null ? 0 : driverInvoker.invoke();
        if (isConductorDue || nowNs - conductorDueNs >= 0)
        {
            isConductorDue = false;
            conductorDueNs = nowNs + CONDUCTOR_INTERVAL_NS;
            conductorInvoker.invoke();
            if (errors.held() != null || !isRunning())
            {
                checkEnd();
            }
            counters.doWork(nowNs);
        }
        return driverWork < MediaContext.MTU_LENGTH_MIN ? 0 : 1;
    }

    /** Have an embedded driver send what was published since it was last driven, if anything was. */
    public void flush()
    {
        if (isSendDue && driverInvoker != null)
        {
            pace.onFlush();
            driverInvoker.invoke();
        }
        isSendDue = false;
    }

    /** Something was published. */
    void sendDue()
    {
        isSendDue = true;
    }

    /** An interrupt of its thread stops an invoker without a word, so that is asked for too. */
    private boolean isRunning()
    {
        return conductorInvoker.isRunning() && (driverInvoker == null || driverInvoker.isRunning());
    }

    private void checkEnd()
    {
        // An Aeron client that has come to its end shows it one cycle later, and refuses every call from then on.
        conductorInvoker.invoke();
        if (!isRunning())
        {
            isConductorDue = true;
            throw ended(errors.held());
        }
        errors.passOn();
    }

    private TransportException ended(final Throwable cause)
    {
        final String reason = cause == null ? "its thread was interrupted" : cause.getMessage();
        return new TransportException("the Aeron client in aeronDirectoryName=" + context.aeronDirectoryName() +
            " has ended: " + reason + "; " + remedy(cause), cause);
    }

    private static String remedy(final Throwable cause)
    {
        if (cause instanceof DriverTimeoutException)
        {
            return "start the media driver, then this process";
        }
        return "start this process again, and let its thread " +
            (cause == null ? "go on without interrupts" : "never stand still for so long");
    }

    /**
     * Time of the newest {@link #doWork(long)}.
     *
     * @return monotonic time in ns.
     */
    public long nowNs()
    {
        return nowNs;
    }

    /**
     * Listen. Waits for the driver's answer, so it is for the start only.
     *
     * @param purpose            for messages.
     * @param channel            to listen on.
     * @param streamId           to listen on.
     * @param availableHandler   told of new images, on the driving thread.
     * @param unavailableHandler told of images that are gone, on the driving thread.
     * @return the subscription.
     * @throws TransportException when the driver refuses.
     */
    public Subscription addSubscription(
        final String purpose,
        final String channel,
        final int streamId,
        final AvailableImageHandler availableHandler,
        final UnavailableImageHandler unavailableHandler)
    {
        try
        {
            return aeron.addSubscription(
                context.subscriptionChannel(channel), streamId, availableHandler, unavailableHandler);
        }
        catch (final RegistrationException ex)
        {
            throw new TransportException("cannot listen for " + purpose + " on " + channel + ": " + reason(ex), ex);
        }
    }

    /** The driver tells its reasons at length and as text only. */
    private static String reason(final RegistrationException refusal)
    {
        final String text = refusal.getMessage();
        if (text.contains(PORT_IN_USE))
        {
            return "the port is in use; end the process that has it or configure another port";
        }
        return text + "; the name must resolve to an address of this machine";
    }

    /**
     * The Aeron client; for non-blocking calls.
     *
     * @return the client.
     */
    public Aeron aeron()
    {
        return aeron;
    }

    /**
     * Counters among those of the media driver.
     *
     * @return the counters, driven by {@link #doWork(long)}.
     */
    public SharedCounters counters()
    {
        return counters;
    }

    /**
     * What this connection was launched with.
     *
     * @return the context.
     */
    public MediaContext context()
    {
        return context;
    }

    /** Run the Aeron client in the next {@link #doWork(long)}: an answer of the driver is expected. */
    public void conductorDue()
    {
        isConductorDue = true;
    }

    /** Close the Aeron client and an embedded driver, and delete the latter's directory. */
    @Override
    public void close()
    {
        final boolean hasEnded = aeron.isClosed();
        try
        {
            aeron.close();
            if (!hasEnded)
            {
                errors.passOn();
            }
        }
        finally
        {
            if (driver != null)
            {
                driver.close();
            }
        }
    }
}
