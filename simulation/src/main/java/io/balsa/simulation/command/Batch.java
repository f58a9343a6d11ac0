package io.balsa.simulation.command;

import io.balsa.simulation.Simulation;
import io.balsa.simulation.SimulationReport;
import io.balsa.simulation.world.RunResult;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Many seeds, several at a time. A seed runs on one thread and knows nothing of the others.
 */
final class Batch
{
    private final Simulation simulation;
    private final long firstSeed;
    private final int seeds;
    private final int jobs;

    Batch(final Simulation simulation, final long firstSeed, final int seeds, final int jobs)
    {
        this.simulation = simulation;
        this.firstSeed = firstSeed;
        this.seeds = seeds;
        this.jobs = jobs;
    }

    /** Run all; the observer is told of each report as it grows, on any of the threads, one at a time. */
    SimulationReport run(final Consumer<SimulationReport> observer) throws InterruptedException
    {
        final SimulationReport report = new SimulationReport();
        final AtomicInteger next = new AtomicInteger();
        final ExecutorService executor = Executors.newFixedThreadPool(jobs);
        try
        {
            final Future<?>[] workers = new Future<?>[jobs];
            for (int i = 0; i < jobs; i++)
            {
                workers[i] = executor.submit(() -> work(next, report, observer));
            }
            for (final Future<?> worker : workers)
            {
                worker.get();
            }
            return report;
        }
        catch (final ExecutionException ex)
        {
            throw new IllegalStateException("the simulator failed, not the simulated: " + ex.getCause(), ex.getCause());
        }
        finally
        {
            executor.shutdownNow();
        }
    }

    private void work(
        final AtomicInteger next, final SimulationReport report, final Consumer<SimulationReport> observer)
    {
        for (int i = next.getAndIncrement(); i < seeds && !Thread.currentThread().isInterrupted();
            i = next.getAndIncrement())
        {
            final long seed = firstSeed + i;
            final RunResult result = simulation.run(seed);
            final RunResult repetition = Simulation.isRepeated(seed) ? simulation.run(seed) : null;
            synchronized (report)
            {
                report.add(result, repetition);
                observer.accept(report);
            }
        }
    }
}
