package io.wardlog.collector;

import io.wardlog.collector.archive.ArchiveConfig;
import io.wardlog.collector.archive.S3Config;
import io.wardlog.config.ConfigException;
import io.wardlog.config.ConfigLoader;
import io.wardlog.config.ConfigProblem;
import io.wardlog.keys.KeyPurpose;
import io.wardlog.keys.KeyRing;
import io.wardlog.keys.PemKeys;
import io.wardlog.keys.TrustedKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** Where the archive of {@code wardlog collector hold} is, who asks, and whose signatures count. */
final class HoldPlace {
    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The collector's configuration")
    private Path config;

    @Option(
            names = "--credentials",
            paramLabel = "FILE",
            description = "AWS credentials of who may set holds, in the place of the collector's own")
    private Path credentials;

    /** The bucket, with the credentials that were given. */
    S3Config bucket() {
        S3Config s3 = archive().s3().orElseThrow(() -> missing("archive.s3", "only a bucket knows legal holds"));
        return credentials == null ? s3 : s3.withCredentials(credentials);
    }

    /** The keys whose owners may set and release holds. */
    KeyRing keys() throws IOException {
        List<Path> files = archive().holdPublicKeys();
        if (files.isEmpty()) {
            throw missing("archive.holdPublicKeys", "nobody's signature under a hold would count");
        }
        Set<TrustedKey> keys = new HashSet<>();
        for (Path file : files) {
            keys.add(TrustedKey.of(PemKeys.readPublic(file), KeyPurpose.LEGAL_HOLD));
        }
        return new KeyRing(keys);
    }

    private ArchiveConfig archive() {
        return ConfigLoader.load(CollectorConfig.class, config, System.getenv(), CollectorConfig.ENVIRONMENT_PREFIX)
                .archive()
                .orElseThrow(() -> missing("archive", "there is nothing to hold"));
    }

    private ConfigException missing(String key, String why) {
        return new ConfigException(
                config.toString(), List.of(new ConfigProblem(0, key, "is missing: " + why, "Add it")));
    }
}
