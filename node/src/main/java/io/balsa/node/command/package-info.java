/**
 * The commands of the {@code balsa} command line: options in, library calls, text out. Nothing that a program could not
 * do without them is in here.
 * <p>
 * Threads: the main thread. Dependencies: {@code io.balsa.node} and picocli.
 */
package io.balsa.node.command;
