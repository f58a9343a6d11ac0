/**
 * A whole cluster in one thread: real members over a simulated clock, network and disk. One seed fixes everything.
 * <p>
 * Nothing here may ask the machine for time, randomness or order: no clock, no thread, no identity hash, no iteration
 * over a set or map whose order differs between two runs.
 */
package io.balsa.simulation;
