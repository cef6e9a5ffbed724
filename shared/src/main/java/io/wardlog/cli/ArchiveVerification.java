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

/** Finds the reader for an archive directory and verifies what it reads. */
final class ArchiveVerification {
    private ArchiveVerification() {}

    static VerificationReport verify(Path directory, Optional<KeyRing> keys) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new IOException(directory + " is no directory");
        }
        for (ArchiveEvidence evidence : ServiceLoader.load(ArchiveEvidence.class)) {
            if (evidence.recognises(directory)) {
                try (ArchiveEvidence.Session session = evidence.open(directory)) {
                    return new ArchiveVerifier(directory.toString(), keys).verify(session);
                }
            }
        }
        throw new IOException(directory + " is no archive that this installation can read");
    }
}
