/**
 * What it costs to open a log, by its size: on the thread of the command, each time in a process of its own. Uses the
 * log and its command line, nothing else.
 */
package io.balsa.bench.open;
