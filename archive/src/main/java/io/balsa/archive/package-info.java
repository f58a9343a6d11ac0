/**
 * Snapshots.
 */
package io.balsa.archive;
