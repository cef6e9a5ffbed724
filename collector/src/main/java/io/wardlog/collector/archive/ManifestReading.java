package io.wardlog.collector.archive;

/** What an archive found where a manifest should be. */
public sealed interface ManifestReading {

    /** The path of the manifest in the archive. */
    String name();

    /** It parses. */
    record Read(String name, Manifest manifest) implements ManifestReading {}

    /** It does not; {@code reason} quotes nothing of its content. */
    record Corrupt(String name, String reason) implements ManifestReading {}
}
