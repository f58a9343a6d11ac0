package io.balsa.transport.aeron;

/**
 * The newest request of a client to connect, kept until its egress is reached. Reused by its connection.
 */
final class ConnectRequest
{
    long correlationId;
    long clusterId;
    long clientKey;
    long sessionId;
    int protocolVersion;
    int responseStreamId;
    String responseChannel = "";
}
