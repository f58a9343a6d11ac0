/**
 * The rules of Raft and nothing else: no I/O, no clock, no thread, no random source but a seeded one, no allocation
 * after construction. Inputs are method calls with primitives; outputs are read from {@link
 * io.balsa.consensus.core.RaftCore} and its outboxes. The same inputs give the same outputs.
 * <p>
 * Section numbers in comments are those of "In Search of an Understandable Consensus Algorithm (Extended Version)"
 * ("paper") and of Diego Ongaro's dissertation "Consensus: Bridging Theory and Practice" ("thesis").
 * <p>
 * Thread: that of the duty cycle. Dependencies: {@code io.balsa.consensus.port}, codecs, Agrona's buffers.
 */
package io.balsa.consensus.core;
