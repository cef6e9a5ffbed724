package io.wardlog.edge.journal;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * The few things that durability asks of a disk, so that a test can make each of them fail.
 *
 * <p>Threads: any; one {@link DiskFile} belongs to one thread at a time.
 */
public interface JournalDisk {

    /** Opens a file for writing and syncing; creates it when it is not there. */
    DiskFile open(Path file) throws IOException;

    /**
     * The bytes of a file from its first on.
     *
     * @throws java.nio.file.NoSuchFileException when there is none
     */
    InputStream read(Path file) throws IOException;

    /** How many bytes a file has. */
    long size(Path file) throws IOException;

    /** Creates a directory, whose parent is there and which is not. */
    void createDirectory(Path directory) throws IOException;

    /**
     * Gives the file or directory {@code by} the name {@code file} in one step, in place of the file or empty directory that
     * may have it.
     */
    void replace(Path file, Path by) throws IOException;

    /** Removes a file or an empty directory when it is there. */
    void remove(Path file) throws IOException;

    /** Syncs a directory: files created, renamed or removed in it stay so after a power cut. */
    void syncDirectory(Path directory) throws IOException;

    /** Bytes that this process may still write on the file system of {@code directory}. */
    long freeBytes(Path directory) throws IOException;

    /** An open file. */
    interface DiskFile extends Closeable {

        /**
         * Writes zeros from {@code from} to {@code to}, so that these blocks are allocated and a later write into them,
         * through a memory map too, cannot meet a full disk.
         *
         * @throws IOException when the disk is full or broken
         */
        void zero(long from, long to) throws IOException;

        /** Writes all the buffer's remaining bytes at an offset. */
        void write(ByteBuffer bytes, long offset) throws IOException;

        /** Cuts the file to {@code size} bytes, when it is longer. */
        void truncate(long size) throws IOException;

        /**
         * Syncs the file's data (fdatasync), what was written through a memory map of the same file included.
         *
         * @throws IOException when the disk did not take the data; what was written since the last sync may be lost then,
         *     and a later successful sync proves nothing about it
         */
        void sync() throws IOException;
    }
}
