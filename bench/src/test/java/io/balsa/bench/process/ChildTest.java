package io.balsa.bench.process;

import io.balsa.bench.BenchException;
import io.balsa.node.JavaCommand;
import io.balsa.node.demo.DemoException;
import io.balsa.node.demo.StopRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

@Timeout(120)
class ChildTest
{
    private final StopRequest stop = new StopRequest("bench");

    @TempDir
    private Path directory;

    @Test
    void shouldTellFiguresAmongOtherLinesAndEndWhenItIsToldTo()
    {
        try (Child child = start("serve"))
        {
            child.awaitReady();
            assertEquals(7, child.figures().forces());
            assertEquals(8, child.figures().sentBytes());
            assertEquals(9, child.position());
            child.stop();
            final BenchException ended = assertThrows(BenchException.class, child::figures);
            assertEquals("the child has ended with exit code 0: it printed nothing", ended.getMessage());
        }
    }

    @Test
    void shouldSayWhyAChildHasEnded()
    {
        try (Child child = start("fail"))
        {
            final BenchException ended = assertThrows(BenchException.class, child::awaitReady);
            assertEquals("the child has ended with exit code 3: this is why", ended.getMessage());
        }
    }

    @Test
    void shouldWaitNoLongerWhenAStopIsAskedFor() throws InterruptedException
    {
        try (Child child = start("hang"))
        {
            stop.request(0);
            assertThrows(DemoException.class, child::awaitReady);
        }
    }

    private Child start(final String what)
    {
        return Child.start(
            "the child", JavaCommand.ofMain(Program.class, what), directory.resolve("errors"), stop);
    }

    /** What the child runs. */
    static final class Program
    {
        private Program()
        {
        }

        /**
         * Do what the test wants.
         *
         * @param args what that is.
         */
        public static void main(final String[] args) throws IOException
        {
            switch (args[0])
            {
                case "serve" ->
                {
                    System.out.println("OpenJDK VM warning: something");
                    Parent.serve(() -> new ProcessFigures(1, 2, 3, 4, 7, 8), () -> 9);
                }
                case "fail" ->
                {
                    System.err.println("this is why");
                    System.exit(3);
                }
                default ->
                {
                    while (System.in.read() >= 0)
                    {
                        // Until the parent ends.
                    }
                }
            }
        }
    }
}
