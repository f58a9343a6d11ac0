package io.balsa.node;

import io.balsa.consensus.port.StateMachine;
import io.balsa.statemachine.EchoStateMachine;
import io.balsa.statemachine.KeyValueStateMachine;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;

/**
 * The state machine that a configuration names. The name is checked when it is read, long before a member starts.
 */
final class StateMachineChoice
{
    private final String name;
    private final Constructor<? extends StateMachine> constructor;

    StateMachineChoice(final String name)
    {
        this.name = name;
        constructor = constructor(name);
    }

    /** A new state machine for one member. */
    StateMachine newStateMachine()
    {
        try
        {
            return constructor.newInstance();
        }
        catch (final InvocationTargetException ex)
        {
            throw wrong(name, "its constructor failed: " + ex.getCause());
        }
        catch (final ReflectiveOperationException ex)
        {
            throw wrong(name, "cannot be created: " + ex);
        }
    }

    private static Constructor<? extends StateMachine> constructor(final String name)
    {
        final Class<?> type = type(name);
        if (!StateMachine.class.isAssignableFrom(type) || Modifier.isAbstract(type.getModifiers()))
        {
            throw wrong(name, "not a class that implements " + StateMachine.class.getName());
        }
        try
        {
            return type.asSubclass(StateMachine.class).getConstructor();
        }
        catch (final NoSuchMethodException ex)
        {
            throw wrong(name, "no public constructor without parameters");
        }
    }

    private static Class<?> type(final String name)
    {
        return switch (name)
        {
            case "kv" -> KeyValueStateMachine.class;
            case "echo" -> EchoStateMachine.class;
            default -> load(name);
        };
    }

    private static Class<?> load(final String name)
    {
        try
        {
            return Class.forName(name);
        }
        catch (final ClassNotFoundException | LinkageError ex)
        {
            throw wrong(name, "cannot be loaded: " + ex);
        }
    }

    private static ConfigurationException wrong(final String name, final String reason)
    {
        return NodeOption.STATE_MACHINE.wrong(name, reason);
    }

    @Override
    public String toString()
    {
        return name;
    }
}
