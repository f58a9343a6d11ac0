/**
 * The service and the workload that Balsa itself is simulated with: registers that are read, written and
 * compared-and-set, whose histories are checked to be linearizable.
 */
package io.balsa.simulation.register;
