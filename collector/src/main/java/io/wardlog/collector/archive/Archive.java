package io.wardlog.collector.archive;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Long-term storage of data files and of the manifests that make them count. Writers follow one protocol: put every
 * file, then put the one manifest that lists them. A crash before the manifest leaves files that nobody lists, which
 * every reader ignores; after it, the range is archived for good.
 *
 * <p>Implementations promise: what a {@code put} returned from survives a crash and a loss of power; a manifest appears
 * whole or not at all. They need no conditional writes, because every name is used once: names carry a random part, so
 * two writers that believe to own the same partition never touch each other's files, and {@link Coverage} resolves what
 * they both archived. Safe for use by several threads.
 */
public interface Archive {

    /**
     * Stores a finished local file. The caller keeps the local file.
     *
     * @param name the path in the archive, with {@code /} between folders, never used before
     */
    void putFile(String name, Path local) throws IOException;

    /** Stores a manifest: the step that makes its files count. */
    void putManifest(Manifest manifest) throws IOException;

    /** The manifests of one partition, in order of their start. */
    List<ManifestReading> manifests(ArchivedPartition source) throws IOException;

    /**
     * Of the last manifests of one partition the one that reaches furthest and can be read, behind those before which it comes only because they
     * are corrupt; empty when there is none. Neither lists nor reads all of them: an archive of years has too many for each start. Of two writers
     * at once one may have begun long before and reach a little further: who goes on behind this one archives that part again, which
     * {@link Coverage} resolves.
     */
    List<ManifestReading> furthest(ArchivedPartition source) throws IOException;

    /** The partitions that have manifests, in order of topic, topic id and partition. */
    List<ArchivedPartition> partitions() throws IOException;

    /**
     * A local file with the bytes stored under a name; it stays readable at least until the same
     * thread asks for the next one.
     *
     * @throws java.nio.file.NoSuchFileException when nothing is stored there
     */
    Path file(String name) throws IOException;
}
