package io.balsa.bench.peer;

import io.balsa.node.command.CommandException;
import io.balsa.node.command.ExitCode;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is set with a peer: the best that was found, but for what was asked for.
 */
public final class PeerValues
{
    private static final String SEPARATOR = ":";
    private static final String NUMBER_PATTERN = "\\d{1,9}";

    private final Map<String, String> values;

    private PeerValues(final Map<String, String> values)
    {
        this.values = values;
    }

    /**
     * Set what was asked for.
     *
     * @param settings that there are.
     * @param text     as {@code key=value:key=value}; may be empty.
     * @return the values of all.
     * @throws CommandException when there is no such setting, or no such value of it.
     */
    public static PeerValues parse(final PeerSetting[] settings, final String text)
    {
        final Map<String, String> values = new LinkedHashMap<>();
        for (final PeerSetting setting : settings)
        {
            values.put(setting.key(), setting.best());
        }
        for (final String word : text.isEmpty() ? List.<String>of() : List.of(text.split(SEPARATOR, -1)))
        {
            final String[] parts = word.split("=", 2);
            final PeerSetting setting = find(settings, parts[0]).orElseThrow(() -> refusal(
                "'" + word + "': no such setting; there are " +
                Arrays.stream(settings).map(each -> each.key() + "=" + each.allowed()).collect(
                Collectors.joining(", "))));
            if (parts.length < 2 || !isAllowed(setting, parts[1]))
            {
                throw refusal("'" + word + "': allowed are " + setting.key() + "=" + setting.allowed());
            }
            values.put(setting.key(), parts[1]);
        }
        return new PeerValues(values);
    }

    private static Optional<PeerSetting> find(final PeerSetting[] settings, final String key)
    {
        return Arrays.stream(settings).filter(setting -> setting.key().equals(key)).findFirst();
    }

    private static boolean isAllowed(final PeerSetting setting, final String value)
    {
        return setting.allowed().equals(PeerSetting.NUMBER) ?
            value.matches(NUMBER_PATTERN) : List.of(setting.allowed().split("\\|", -1)).contains(value);
    }

    private static CommandException refusal(final String message)
    {
        return new CommandException(ExitCode.USAGE, "--peers: " + message);
    }

    /**
     * The value of a setting.
     *
     * @param setting one of those there are.
     * @return its value.
     */
    public String text(final PeerSetting setting)
    {
        return values.get(setting.key());
    }

    /**
     * The value of a setting that is a number.
     *
     * @param setting one of those there are.
     * @return its value.
     */
    public int number(final PeerSetting setting)
    {
        return Integer.parseInt(text(setting));
    }

    /**
     * The value of a setting that is true or false.
     *
     * @param setting one of those there are.
     * @return its value.
     */
    public boolean isSet(final PeerSetting setting)
    {
        return Boolean.parseBoolean(text(setting));
    }

    /**
     * The value of a setting that names a constant.
     *
     * @param setting one of those there are.
     * @param type    of the constant.
     * @param <E>     of the constant.
     * @return the constant.
     */
    public <E extends Enum<E>> E choice(final PeerSetting setting, final Class<E> type)
    {
        return Enum.valueOf(type, text(setting).toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /**
     * For another process.
     *
     * @return what {@link #parse} reads.
     */
    public String toArg()
    {
        return joined(SEPARATOR);
    }

    /**
     * For people.
     *
     * @return all settings with their values.
     */
    public String text()
    {
        return joined(", ");
    }

    private String joined(final String separator)
    {
        return values.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(separator));
    }
}
