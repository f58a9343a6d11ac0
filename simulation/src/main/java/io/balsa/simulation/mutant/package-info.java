/**
 * Proof that the simulator bites: the product with one bug put into it on purpose, many times over, each to be found in
 * a few seeds. The bug is put into a source text and compiled into memory; nothing of it is in the product or on disk.
 * Needs the sources and a JDK. Single-threaded.
 */
package io.balsa.simulation.mutant;
