/**
 * Benchmarks of the parts of a member, with JMH: messages, rules, sessions, snapshots, and whole commits of three
 * members on one thread without network and disk.
 * <p>
 * Thread: one for all. Dependencies: everything that is measured, JMH.
 */
package io.balsa.bench.part;
