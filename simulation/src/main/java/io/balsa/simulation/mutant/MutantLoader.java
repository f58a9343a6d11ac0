package io.balsa.simulation.mutant;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * A world of its own: all classes of Balsa, simulator and product, are defined anew from the class path, but those of
 * the mutant from memory. Everything else is shared with the parent.
 */
final class MutantLoader extends ClassLoader
{
    private static final String PREFIX = "io.balsa.";

    private final Map<String, byte[]> mutated;

    MutantLoader(final ClassLoader parent, final Map<String, byte[]> mutated)
    {
        super(parent);
        this.mutated = mutated;
    }

    @Override
    protected Class<?> loadClass(final String name, final boolean isResolved) throws ClassNotFoundException
    {
        if (!name.startsWith(PREFIX))
        {
            return super.loadClass(name, isResolved);
        }
        synchronized (getClassLoadingLock(name))
        {
            final Class<?> known = findLoadedClass(name);
            return known != null ? known : define(name);
        }
    }

    private Class<?> define(final String name) throws ClassNotFoundException
    {
        byte[] bytes = mutated.get(name);
        if (bytes == null)
        {
            bytes = original(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    private byte[] original(final String name) throws ClassNotFoundException
    {
        try (InputStream resource = getParent().getResourceAsStream(name.replace('.', '/') + ".class"))
        {
            if (resource == null)
            {
                throw new ClassNotFoundException(name);
            }
            return resource.readAllBytes();
        }
        catch (final IOException ex)
        {
            throw new ClassNotFoundException(name, ex);
        }
    }
}
