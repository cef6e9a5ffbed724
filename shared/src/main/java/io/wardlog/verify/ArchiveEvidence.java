package io.wardlog.verify;

import io.wardlog.hash.Hash;
import io.wardlog.hold.HoldFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Port: reads the evidence out of an archive directory. Implementations are found with {@link java.util.ServiceLoader}, so that
 * {@code wardlog verify --archive} works wherever the archive's module is on the class path. An implementation reports what
 * it finds and judges only its own files; hashes, chains and signatures are judged by the verifier.
 */
public interface ArchiveEvidence {

    /** Whether the directory looks like an archive of this kind. Reads no more than a directory listing. */
    boolean recognises(Path directory);

    /**
     * Opens the archive for one verification.
     *
     * @throws IOException when it cannot be read at all
     */
    Session open(Path directory) throws IOException;

    /** Whether it reads archives at such a place that is no directory, such as {@code s3://bucket/prefix}. Connects to nothing. */
    default boolean recognises(String place) {
        return false;
    }

    /**
     * The same as {@link #open(Path)} for a place that is no directory.
     *
     * @param settings the file that says how the place is reached, if one was named
     */
    default Session open(String place, Optional<Path> settings) throws IOException {
        throw new IOException(place + " cannot be read");
    }

    /**
     * One verification's view of an archive. Streams are lazy, must be closed, hold memory independent of the archive's size, and throw
     * {@link java.io.UncheckedIOException} when reading fails. A row that is listed twice (overlapping parts) or archived twice (a batch
     * that Kafka had lost and its agent sent again) comes once. {@link #checkFiles} comes first.
     */
    interface Session extends AutoCloseable {

        /**
         * Compares every listed file with its manifest: a missing file is {@code GAP_UNEXPLAINED}, an unreadable one and a row that holds
         * no record {@code CORRUPT}, a file with another hash than the manifest's {@code CORRUPT} when it no longer reads and
         * {@code TAMPERED} otherwise. Files and rows that were reported as unreadable are left out of the streams.
         */
        void checkFiles(Consumer<Finding> findings) throws IOException;

        /** All records, ordered by tenant, hospital, agent, epoch, device, sequence number; sealed ones anywhere. */
        Stream<StoredRecord> records();

        /** All proofs, ordered by tenant, hospital, agent, epoch, batch sequence. */
        Stream<BatchProof> proofs();

        /** The hashes beside the records, ascending by unsigned bytes (that is, by hex), each once. */
        Stream<Hash> recordHashes();

        /** The event hashes that the proofs list, ascending by unsigned bytes, each once. */
        Stream<Hash> provenHashes();

        /** What lies where the records of legal holds are, whatever it is, in the order of names. */
        List<HoldFile> holds() throws IOException;

        @Override
        void close() throws IOException;
    }
}
