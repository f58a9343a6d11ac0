/**
 * One hop over Aeron, and its echo.
 * <p>
 * Threads: one for each end, which runs its media driver too where that is embedded. Dependencies:
 * {@code io.balsa.transport.media}.
 */
package io.balsa.bench.hop;
