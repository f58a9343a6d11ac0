package io.balsa.bench.sync;

import io.balsa.bench.BenchFile;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A way to make bytes of a segment durable. Pages that are written by one sync are forced by one call. */
enum SyncPrimitive
{
    /** Stores into the mapping, {@code fdatasync}. */
    STORE_FORCE
    {
        @Override
        void write(final BenchFile file, final int position, final ByteBuffer bytes)
        {
            file.mapped().put(position, bytes, 0, bytes.capacity());
        }

        @Override
        void force(final BenchFile file, final int from, final int to) throws IOException
        {
            file.channel().force(false);
        }
    },

    /** Stores into the mapping, {@code msync} of the pages from the first to the last that was written. */
    STORE_MSYNC
    {
        @Override
        void write(final BenchFile file, final int position, final ByteBuffer bytes)
        {
            file.mapped().put(position, bytes, 0, bytes.capacity());
        }

        @Override
        void force(final BenchFile file, final int from, final int to)
        {
            file.mapped().force(from, to - from);
        }
    },

    /** {@code pwrite}, {@code fdatasync}. */
    WRITE_FORCE
    {
        @Override
        void write(final BenchFile file, final int position, final ByteBuffer bytes) throws IOException
        {
            file.channel().write(bytes.clear(), position);
        }

        @Override
        void force(final BenchFile file, final int from, final int to) throws IOException
        {
            file.channel().force(false);
        }
    };

    abstract void write(BenchFile file, int position, ByteBuffer bytes) throws IOException;

    abstract void force(BenchFile file, int from, int to) throws IOException;
}
