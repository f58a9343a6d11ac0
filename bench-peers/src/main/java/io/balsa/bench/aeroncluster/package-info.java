/**
 * Aeron Cluster as a contender: media driver, archive, consensus module and service container in one process for each
 * member.
 * <p>
 * Threads: the client's one here; members have those of Aeron. Dependencies: Aeron Cluster, {@code
 * io.balsa.bench.peer}.
 */
package io.balsa.bench.aeroncluster;
