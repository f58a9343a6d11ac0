package io.balsa.bench.peer;

import io.balsa.node.command.CommandException;
import org.junit.jupiter.api.Test;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PeerValuesTest
{
    @Test
    void shouldBeTheBestThatWereFoundUnlessOthersAreAskedFor()
    {
        assertEquals("unit=days, length=64, fast=true", parse("").text());
        final PeerValues values = parse("length=32:fast=false");
        assertEquals(TimeUnit.DAYS, values.choice(Setting.UNIT, TimeUnit.class));
        assertEquals(32, values.number(Setting.LENGTH));
        assertFalse(values.isSet(Setting.FAST));
        assertTrue(parse("").isSet(Setting.FAST));
    }

    @Test
    void shouldBeTheSameInAnotherProcess()
    {
        final PeerValues values = parse("unit=hours");
        assertEquals("unit=hours, length=64, fast=true", values.text());
        assertEquals(values.text(), parse(values.toArg()).text());
    }

    @Test
    void shouldRefuseWhatThereIsNot()
    {
        assertEquals("--peers: 'width=3': no such setting; there are unit=days|hours, length=N, fast=true|false",
            refusal("width=3"));
        assertEquals("--peers: 'unit=weeks': allowed are unit=days|hours", refusal("length=1:unit=weeks"));
        assertEquals("--peers: 'unit': allowed are unit=days|hours", refusal("unit"));
        assertEquals("--peers: 'length=-1': allowed are length=N", refusal("length=-1"));
    }

    private static String refusal(final String text)
    {
        return assertThrows(CommandException.class, () -> parse(text)).getMessage();
    }

    private static PeerValues parse(final String text)
    {
        return PeerValues.parse(Setting.values(), text);
    }

    private enum Setting implements PeerSetting
    {
        UNIT("days", "days|hours"),
        LENGTH("64", NUMBER),
        FAST("true", "true|false");

        private final String best;
        private final String allowed;

        Setting(final String best, final String allowed)
        {
            this.best = best;
            this.allowed = allowed;
        }

        @Override
        public String key()
        {
            return name().toLowerCase(Locale.ROOT);
        }

        @Override
        public String best()
        {
            return best;
        }

        @Override
        public String allowed()
        {
            return allowed;
        }
    }
}
