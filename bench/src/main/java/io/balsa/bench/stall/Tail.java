package io.balsa.bench.stall;

/** Where entries are written first. */
enum Tail
{
    /** Into the mapped file, each behind the one before. */
    MAPPED,

    /** Into the mapped file; behind what a sync takes with it the next page is begun. */
    MAPPED_PAGES,

    /** Into memory, from which the syncing thread copies them into the mapped file before it forces. */
    IMAGE
}
