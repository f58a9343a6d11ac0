/**
 * Power cuts for real: a process that writes a member's log to a file system of its own, the file system shut down
 * under it, and a check of what is there afterwards against all that the process had been promised.
 * <p>
 * Threads: the caller's; one more takes what the writing process prints. Dependencies: {@code io.balsa.log.mmap}, and
 * tools of the operating system.
 */
package io.balsa.node.torture;
