package io.balsa.bench.aeroncluster;

import io.aeron.archive.Archive;
import io.aeron.archive.ArchiveThreadingMode;
import io.aeron.cluster.ConsensusModule;
import io.aeron.driver.MediaDriver;
import org.agrona.CloseHelper;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.IdleStrategy;

/** Media driver, archive and consensus module with the first two on one thread: the fewest threads they can do with. */
final class ArchiveDrivenMember implements AutoCloseable
{
    private final MediaDriver driver;
    private final Archive archive;
    private final AgentRunner runner;
    private final ConsensusModule consensusModule;

    ArchiveDrivenMember(
        final MediaDriver.Context driverContext,
        final Archive.Context archiveContext,
        final ConsensusModule.Context consensusContext,
        final IdleStrategy idle)
    {
        driver = MediaDriver.launch(driverContext.spiesSimulateConnection(true));
        final String directory = driver.aeronDirectoryName();
        archive = Archive.launch(archiveContext
            .aeronDirectoryName(directory)
            .mediaDriverAgentInvoker(driver.sharedAgentInvoker())
            .threadingMode(ArchiveThreadingMode.INVOKER));
        runner = new AgentRunner(idle, Throwable::printStackTrace, null, new Invoking(archive.invoker()));
        AgentRunner.startOnThread(runner);
        // It waits for the archive, so that has to run already.
        consensusModule = ConsensusModule.launch(consensusContext.aeronDirectoryName(directory));
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(consensusModule, runner, archive, driver);
    }

    /** The archive, which invokes the driver. */
    private record Invoking(AgentInvoker archive) implements Agent
    {
        @Override
        public int doWork()
        {
            return archive.invoke();
        }

        @Override
        public String roleName()
        {
            return "archive with media driver";
        }
    }
}
