package io.balsa.node;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How the constants of an enum are written in a configuration.
 */
final class ChoiceNames
{
    private ChoiceNames()
    {
    }

    static List<String> of(final Class<? extends Enum<?>> choices)
    {
        return Arrays.stream(choices.getEnumConstants()).map(ChoiceNames::of).toList();
    }

    static String of(final Enum<?> choice)
    {
        return choice.name().toLowerCase(Locale.ROOT);
    }
}
