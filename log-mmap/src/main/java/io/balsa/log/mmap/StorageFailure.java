package io.balsa.log.mmap;

/**
 * The first failure after which nothing may be trusted any more, handed from the thread that met it to the others.
 * After a failed sync the kernel may have dropped the pages and call them clean, so nothing is ever tried again.
 */
final class StorageFailure
{
    private volatile StorageException failure;

    /** Refuse all further work once something has failed. */
    void check()
    {
        if (null != failure)
        {
            throw refusal();
        }
    }

    boolean isFailed()
    {
        return null != failure;
    }

    /** Record what failed; the first one is kept. */
    StorageException record(final Throwable cause)
    {
        if (null == failure)
        {
            failure = cause instanceof StorageException storageException ?
                storageException :
                new StorageException("storage failed: " + cause, cause);
        }
        return refusal();
    }

    private StorageException refusal()
    {
        return failure instanceof DamagedLogException ?
            failure :
            new StorageException(
            failure.getMessage() + "; log and term state refuse all work, restart the member", failure);
    }
}
