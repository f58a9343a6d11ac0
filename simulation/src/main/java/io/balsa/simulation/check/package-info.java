/**
 * Judges of a simulated run: each class holds one thing that must never break, or must come about in the end, and is
 * told by the simulator what the members did. They look from outside only; no part of a member knows of them.
 * <p>
 * Members are numbers from 0 to one less than there are. A violation is an unchecked exception and is remembered as
 * well, because a member may swallow what is thrown through its duty cycle.
 * <p>
 * Thread: one. Dependencies: the role and outcome enums of the product and Agrona's collections. What is called for
 * each entry or message takes constant time, amortised, and no map is ever iterated: two runs of one seed judge alike.
 */
package io.balsa.simulation.check;
