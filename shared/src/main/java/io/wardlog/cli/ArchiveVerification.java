package io.wardlog.cli;

import io.wardlog.keys.KeyRing;
import io.wardlog.verify.ArchiveEvidence;
import io.wardlog.verify.ArchiveVerifier;
import io.wardlog.verify.VerificationReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;

/** Finds the reader for an archive, a directory or a bucket, and verifies what it reads. */
final class ArchiveVerification {
    private ArchiveVerification() {}

    /** @param s3 how a bucket is reached; only for {@code s3://bucket/prefix} */
    static VerificationReport verify(String location, Optional<Path> s3, Optional<KeyRing> keys) throws IOException {
        return location.startsWith("s3://")
                ? verifyBucket(location, s3, keys)
                : verifyDirectory(Path.of(location), keys);
    }

    private static VerificationReport verifyDirectory(Path directory, Optional<KeyRing> keys) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new IOException(directory + " is no directory");
        }
        for (ArchiveEvidence evidence : ServiceLoader.load(ArchiveEvidence.class)) {
            if (evidence.recognises(directory)) {
                return verify(evidence.open(directory), directory.toString(), keys);
            }
        }
        throw new IOException(directory + " is no archive that this installation can read");
    }

    private static VerificationReport verifyBucket(String bucket, Optional<Path> s3, Optional<KeyRing> keys)
            throws IOException {
        for (ArchiveEvidence evidence : ServiceLoader.load(ArchiveEvidence.class)) {
            if (evidence.recognises(bucket)) {
                return verify(evidence.open(bucket, s3), bucket, keys);
            }
        }
        throw new IOException(bucket + " is no archive that this installation can read");
    }

    private static VerificationReport verify(ArchiveEvidence.Session opened, String name, Optional<KeyRing> keys)
            throws IOException {
        try (ArchiveEvidence.Session session = opened) {
            return new ArchiveVerifier(name, keys).verify(session);
        }
    }
}
