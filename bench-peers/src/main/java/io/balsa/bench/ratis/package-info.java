/**
 * Apache Ratis as a contender, with gRPC or Netty for members and client.
 * <p>
 * Threads: those of Ratis; the client's one hands commands over and is told of answers. Dependencies: Ratis,
 * {@code io.balsa.bench.peer}.
 */
package io.balsa.bench.ratis;
