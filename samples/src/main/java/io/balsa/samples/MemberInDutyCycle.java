package io.balsa.samples;

import io.balsa.node.ClusterNode;
import io.balsa.node.NodeConfiguration;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.IdleStrategy;

import java.util.function.IntSupplier;

/**
 * A member inside a duty cycle that the service has already: no thread is added for consensus, and there is no hand-off
 * between it and the service.
 *
 * @param configuration of the member.
 * @param service       work of one's own in each cycle; returns a work count.
 * @param idle          between cycles without work.
 */
// tag::invoker
public record MemberInDutyCycle(NodeConfiguration configuration, IntSupplier service, IdleStrategy idle)
    implements Runnable
{
    @Override
    public void run()
    {
        try (ClusterNode node = ClusterNode.launch(new ClusterNode.Context()
            .configuration(configuration)
            .stateMachine(new CounterService())
            .useAgentInvoker(true)))
        {
            final AgentInvoker member = node.invoker();
            while (member.isRunning() && !Thread.currentThread().isInterrupted())
            {
                idle.idle(member.invoke() + service.getAsInt());
            }
        }
    }
}
// end::invoker
