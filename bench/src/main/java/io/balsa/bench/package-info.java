/**
 * Benchmarks of the log, with JMH, and the command line of those that measure the machine under it. Each makes its own
 * files and leaves nothing.
 */
package io.balsa.bench;
