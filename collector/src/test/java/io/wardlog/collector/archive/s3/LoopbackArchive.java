package io.wardlog.collector.archive.s3;

import io.wardlog.collector.archive.RetentionConfig;
import io.wardlog.collector.archive.S3Config;
import io.wardlog.collector.archive.WorkDirectory;
import io.wardlog.config.DataSize;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** The archive of a test that is a store itself: on loopback, in the clear, in the bucket {@code wardlog}. */
final class LoopbackArchive {

    private LoopbackArchive() {}

    /**
     * Opens it.
     *
     * @param retention of everything that is written
     * @param directory for what the archive needs on disk
     */
    static S3Archive open(URI store, Duration retention, InstantSource clock, Path directory) throws IOException {
        Path credentials = Files.writeString(
                directory.resolve("credentials"),
                "[default]\naws_access_key_id=AKIDLOOP\naws_secret_access_key=secretsecret\n");
        S3Config config = new S3Config(
                store,
                "wardlog",
                "us-east-1",
                "",
                Optional.of(credentials),
                "default",
                Optional.empty(),
                true,
                S3Config.Encryption.NONE,
                Optional.empty(),
                new DataSize(5 << 20),
                new RetentionConfig(retention, retention, retention, Optional.empty()));
        return new S3Archive(
                new S3Bucket(S3Clients.create(config), config, clock),
                WorkDirectory.emptied(directory.resolve("downloads")));
    }
}
