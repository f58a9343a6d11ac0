/**
 * The command line of the simulator. The only part of it that looks at a real clock and uses real threads: one for each
 * seed that runs at a time.
 */
package io.balsa.simulation.command;
