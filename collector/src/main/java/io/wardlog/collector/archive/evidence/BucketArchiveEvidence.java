package io.wardlog.collector.archive.evidence;

import io.wardlog.collector.archive.S3Config;
import io.wardlog.collector.archive.WorkDirectory;
import io.wardlog.collector.archive.parquet.ParquetFiles;
import io.wardlog.collector.archive.s3.HoldRecords;
import io.wardlog.collector.archive.s3.S3Archive;
import io.wardlog.collector.archive.s3.S3Bucket;
import io.wardlog.collector.archive.s3.S3Clients;
import io.wardlog.config.ConfigLoader;
import io.wardlog.verify.ArchiveEvidence;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/** Evidence straight from a bucket, of each name the oldest version; found by the verifier through its service entry. */
public final class BucketArchiveEvidence implements ArchiveEvidence {
    private static final String ENVIRONMENT_PREFIX = "WARDLOG_S3";

    /** For the service loader. */
    public BucketArchiveEvidence() {}

    @Override
    public boolean recognises(Path directory) {
        return false;
    }

    @Override
    public Session open(Path directory) throws IOException {
        throw new IOException("no bucket: " + directory);
    }

    @Override
    public boolean recognises(String place) {
        return place.startsWith("s3://");
    }

    @Override
    public Session open(String place, Optional<Path> settings) throws IOException {
        URI location = URI.create(place);
        Path file = settings.orElseThrow(() -> new IllegalArgumentException(
                location + " needs --s3 FILE: endpoint, ca and credentials, as in the collector's archive.s3"));
        S3Config config = at(location, ConfigLoader.load(S3Config.class, file, System.getenv(), ENVIRONMENT_PREFIX));
        Path downloads = Files.createTempDirectory("wardlog-verify-s3");
        S3Bucket bucket = new S3Bucket(S3Clients.create(config), config, InstantSource.system());
        S3Archive archive = new S3Archive(bucket, WorkDirectory.emptied(downloads));
        return new ArchiveSession(archive, new ParquetFiles(), new HoldRecords(bucket)::files, () -> {
            archive.close();
            Files.deleteIfExists(downloads);
        });
    }

    /** The file's section for the location's bucket and prefix. */
    private static S3Config at(URI location, S3Config config) {
        String path = location.getPath() == null ? "" : location.getPath().replaceFirst("^/", "");
        String prefix = path.isEmpty() || path.endsWith("/") ? path : path + "/";
        return config.at(location.getAuthority(), prefix);
    }
}
