package io.balsa.bench.rig;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;

class LatencyScaleTest
{
    @Test
    void shouldBeginAndEndAtRoundLatenciesAroundAll()
    {
        assertEquals(List.of("20 us", "50 us", "100 us", "200 us", "500 us", "1 ms", "2 ms"), names(22, 1_300));
        assertEquals(List.of("0.1 us", "0.2 us"), names(0, 0.15));
    }

    @Test
    void shouldNameOnlyPowersOfTenWhereThereIsMoreToShow()
    {
        assertEquals(List.of("10 us", "100 us", "1 ms", "10 ms", "100 ms", "1 s", "10 s"), names(10, 50_000_000));
    }

    @Test
    void shouldHaveRoomWhereAllIsTheSame()
    {
        assertEquals(List.of("5 us", "10 us"), names(5, 5));
    }

    @Test
    void shouldPlaceByLogarithm()
    {
        final LatencyScale scale = LatencyScale.around(1, 100);
        assertEquals(0, scale.place(1), 1e-9);
        assertEquals(0.5, scale.place(10), 1e-9);
        assertEquals(1, scale.place(100), 1e-9);
        assertEquals(0, scale.place(0), 1e-9);
    }

    private static List<String> names(final double lowUs, final double highUs)
    {
        return LatencyScale.around(lowUs, highUs).ticks().stream()
            .map(LatencyScale::name).collect(Collectors.toList());
    }
}
