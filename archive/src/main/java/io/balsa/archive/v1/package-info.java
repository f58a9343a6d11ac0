/**
 * How keys and values lie in the map files of a snapshot, version 1: as raw bytes.
 * <p>
 * The names of these classes are written into every file, so they are part of the format: nothing here is ever renamed,
 * moved or given fields that are stored. Another layout is another package.
 * <p>
 * Thread: that of the snapshot store. Dependencies: Chronicle Map, nothing else.
 */
package io.balsa.archive.v1;
