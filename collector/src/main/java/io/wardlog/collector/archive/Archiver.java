package io.wardlog.collector.archive;

import io.wardlog.collector.consume.Source;
import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The archive's commit protocol: every file, one at a time, then the manifest. Owned by the archiver's thread. */
public final class Archiver {

    private static final Logger LOG = LoggerFactory.getLogger(Archiver.class);

    private final Archive archive;
    private final TableFiles files;
    private final TopicIds topicIds;
    private final WorkDirectory workDirectory;

    /** Uses {@code workDirectory} for files that are being written; nothing in it outlives a write. */
    public Archiver(Archive archive, TableFiles files, TopicIds topicIds, WorkDirectory workDirectory) {
        this.archive = archive;
        this.files = files;
        this.topicIds = topicIds;
        this.workDirectory = workDirectory;
    }

    ArchivedPartition identify(Source source) throws IOException {
        return new ArchivedPartition(source.topic(), topicIds.idOf(source.topic()), source.partition());
    }

    /** The position behind everything that manifests cover. A manifest that cannot be read covers nothing. */
    long resume(Source source) throws IOException {
        List<Manifest> manifests = new ArrayList<>();
        for (ManifestReading reading : archive.furthest(identify(source))) {
            if (reading instanceof ManifestReading.Read read) {
                manifests.add(read.manifest());
            } else if (reading instanceof ManifestReading.Corrupt corrupt) {
                LOG.atError()
                        .addKeyValue("manifest", corrupt.name())
                        .addKeyValue("reason", corrupt.reason())
                        .log("archive_manifest_corrupt");
            }
        }
        return Coverage.resumePosition(manifests);
    }

    /** Archives what the spool holds. After a failure nothing counts; trying again writes what is still missing. */
    void write(Spool spool, List<Column> columns) throws IOException {
        for (Map.Entry<String, List<Row>> group : spool.rows().entrySet()) {
            if (!spool.written().containsKey(group.getKey())) {
                spool.written().put(group.getKey(), writeFile(spool, group, columns));
            }
        }
        Manifest manifest = spool.manifest();
        archive.putManifest(manifest);
        spool.archived();
        LOG.atInfo()
                .addKeyValue("topic", manifest.source().topic())
                .addKeyValue("partition", manifest.source().partition())
                .addKeyValue("start", manifest.start())
                .addKeyValue("next", manifest.next())
                .addKeyValue("files", manifest.files().size())
                .log("archive_written");
    }

    private ArchivedFile writeFile(Spool spool, Map.Entry<String, List<Row>> group, List<Column> columns)
            throws IOException {
        Path local = workDirectory.newFile(files.suffix());
        try {
            files.write(local, columns, group.getValue());
            FileName.Origin origin = new FileName.Origin(spool.source().partition(), spool.durable());
            String name = FileName.of(group.getKey(), origin, UUID.randomUUID(), files.suffix());
            archive.putFile(name, local);
            return new ArchivedFile(name, group.getValue().size(), Files.size(local), digest(local));
        } finally {
            Files.deleteIfExists(local);
        }
    }

    /** The digest of a file's bytes, read as a stream. */
    public static Hash digest(Path file) throws IOException {
        MessageDigest digest = Sha256.newDigest();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return Hash.of(digest.digest());
    }
}
