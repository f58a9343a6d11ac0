package io.balsa.node.torture;

import static org.junit.jupiter.api.Assumptions.abort;

/** Tests that need a machine of their own are left out on others, and say why. */
final class Torture
{
    private Torture()
    {
    }

    static void assumePossible(final Runnable requirement)
    {
        try
        {
            requirement.run();
        }
        catch (final CannotRunException ex)
        {
            abort("left out: " + ex.getMessage());
        }
    }
}
