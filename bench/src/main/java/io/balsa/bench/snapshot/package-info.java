/**
 * What it takes to carry a large state from one cluster to another by hand: a snapshot taken, checked, packed, restored
 * and read back, on the thread of the command. Uses the snapshots' library, the key-value service and the command line.
 */
package io.balsa.bench.snapshot;
