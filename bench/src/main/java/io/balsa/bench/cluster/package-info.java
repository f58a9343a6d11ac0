/**
 * A cluster of this project as one of the contenders of {@code io.balsa.bench.rig}: members as processes or threads,
 * with a service that only echoes.
 * <p>
 * Threads: that of the client; members have their own. Dependencies: {@code io.balsa.node}, the client.
 */
package io.balsa.bench.cluster;
