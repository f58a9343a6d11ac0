package io.balsa.log.mmap;

/**
 * Whose directory it is.
 *
 * @param clusterId   of the cluster.
 * @param memberId    of the member in its cluster.
 * @param incarnation random number drawn when the directory was created; a member with an empty disk has another one.
 * @param createdNs   when the directory was created, in ns since the epoch; 0 when that was lost.
 */
public record Identity(long clusterId, int memberId, long incarnation, long createdNs)
{
}
