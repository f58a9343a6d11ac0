package io.balsa.transport.media;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MemberEndpointsTest
{
    @Test
    void shouldReadAListInOrderOfIds()
    {
        final MemberEndpoints endpoints =
            MemberEndpoints.parse("peers", " 7=aeron:ipc , 0=[::1]:9000,3=aeron:udp?endpoint=a:1|mtu=1408");
        assertEquals(3, endpoints.size());
        assertEquals("aeron:udp?endpoint=[::1]:9000", endpoints.channel(0));
        assertEquals("aeron:udp?endpoint=a:1|mtu=1408", endpoints.channel(endpoints.position(3)));
        assertEquals(7, endpoints.memberId(2));
        assertTrue(endpoints.position(4) < 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "0", "0=", "x=a:1", "-1=a:1", "1000000=a:1", "0=a", "0=a:", "0=a:b", "0=a:65536", "0=:1", "0=a:1,0=b:2",
        "0=a:1,", "0=aeron:tcp?endpoint=a:1", "0=aeron:udp"})
    void shouldNameTheKeyOfAListThatIsNotWellFormed(final String list)
    {
        final String message =
            assertThrows(IllegalArgumentException.class, () -> MemberEndpoints.parse("peers", list)).getMessage();
        assertTrue(message.startsWith("peers"), message);
    }
}
