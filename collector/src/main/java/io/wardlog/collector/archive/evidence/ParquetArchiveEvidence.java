package io.wardlog.collector.archive.evidence;

import io.wardlog.collector.archive.directory.DirectoryArchive;
import io.wardlog.collector.archive.parquet.ParquetFiles;
import io.wardlog.verify.ArchiveEvidence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Evidence from a directory of Parquet files and manifests; found by the verifier through its service entry. */
public final class ParquetArchiveEvidence implements ArchiveEvidence {

    /** For the service loader. */
    public ParquetArchiveEvidence() {}

    @Override
    public boolean recognises(Path directory) {
        return Files.isDirectory(directory.resolve("manifests"));
    }

    @Override
    public Session open(Path directory) throws IOException {
        if (!recognises(directory)) {
            throw new IOException("no archive here: " + directory);
        }
        DirectoryArchive archive = new DirectoryArchive(directory);
        return new ArchiveSession(archive, new ParquetFiles(), archive::holdFiles, () -> {});
    }
}
