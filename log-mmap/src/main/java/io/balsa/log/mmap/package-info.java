/**
 * The Raft log and the term state of one member, kept in the memory-mapped files of one directory.
 * <p>
 * Threads: the log and the term-state store belong to the thread of the consensus agent, the sync agent to its own;
 * they meet only in single-writer request and completion numbers. Everything else runs at open and close.
 * Dependencies: the ports of consensus, the storage codecs and Agrona. Only {@link io.balsa.log.mmap.FileStorage}
 * touches files.
 */
package io.balsa.log.mmap;
