/**
 * A member assembled from its parts, its configuration, and the {@code balsa} command line.
 * <p>
 * Threads: what is here runs before a member's agents start and after they stop; nothing here is on the hot path.
 * Dependencies: every other module; only this package and its commands know about the command line.
 */
package io.balsa.node;
