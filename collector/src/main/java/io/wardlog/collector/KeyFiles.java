package io.wardlog.collector;

import io.wardlog.collector.index.IndexConfig;
import io.wardlog.collector.ingest.IngestConfig;
import io.wardlog.collector.schemas.SchemasConfig;
import io.wardlog.collector.schemas.TenantSchemas;
import io.wardlog.collector.tls.ClientTls;
import io.wardlog.config.ConfigException;
import io.wardlog.config.ConfigProblem;
import io.wardlog.keys.KeyId;
import io.wardlog.keys.KeyPurpose;
import io.wardlog.keys.PemKeys;
import io.wardlog.keys.TrustedKey;
import io.wardlog.tls.Certificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Checks the certificates and keys that a process's roles need, before anything is started: that each file holds what it should, that
 * halves belong together, that nothing has expired, and that custody knows the key with which this process signs receipts.
 */
final class KeyFiles {
    private final InstantSource clock;
    private final List<ConfigProblem> problems = new ArrayList<>();
    private final Set<KeyId> collectorKeys = new HashSet<>();

    private KeyFiles(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Checks what the roles of {@code config} need.
     *
     * @throws ConfigException with every problem of the configuration called {@code name}
     */
    static void check(Path name, CollectorConfig config) {
        List<ConfigProblem> problems = problems(config, InstantSource.system());
        if (!problems.isEmpty()) {
            throw new ConfigException(name.toString(), problems);
        }
    }

    /** Every problem at this time, in the order of the configuration. */
    static List<ConfigProblem> problems(CollectorConfig config, InstantSource clock) {
        KeyFiles files = new KeyFiles(clock);
        config.kafka().tls().ifPresent(tls -> files.client("kafka.tls", tls));
        config.index().ifPresent(files::index);
        boolean isCustody = config.roles().contains(RoleName.CUSTODY);
        Optional<KeyId> receiptKey = config.roles().contains(RoleName.INGEST)
                ? files.ingest(config.ingest().orElseThrow())
                : Optional.empty();
        if (isCustody) {
            files.custody(config.custody().orElseThrow().receiptPublicKeys());
            receiptKey
                    .filter(key -> !files.collectorKeys.contains(key))
                    .ifPresent(unknown -> files.unknownReceiptKey());
        }
        config.archive().ifPresent(archive -> files.holds(archive.holdPublicKeys()));
        files.schemas(config.schemas());
        return List.copyOf(files.problems);
    }

    private void schemas(SchemasConfig config) {
        attempt("schemas.tenants", "Name bundles made by wardlog schemas bundle, their keys, and directories", () -> {
            TenantSchemas.load(config).close();
        });
    }

    /** The id of the key that signs receipts, when there is a usable one. */
    private Optional<KeyId> ingest(IngestConfig config) {
        List<X509Certificate> chain = pair("ingest", config.certificate(), config.key());
        certificates("ingest.clientCa", config.clientCa());
        List<KeyId> found = new ArrayList<>();
        attempt("ingest.receiptKey", "Name an Ed25519 key pair of its own, made by wardlog pki", () -> {
            KeyId receiptKey = PemKeys.readSigner(config.receiptKey(), config.receiptPublicKey())
                    .keyId();
            if (!chain.isEmpty() && receiptKey.equals(KeyId.of(chain.get(0).getPublicKey()))) {
                throw new IOException(config.receiptKey() + " is the TLS key");
            }
            found.add(receiptKey);
        });
        return found.stream().findFirst();
    }

    /** What shows this process to a server that it is a client of. */
    private void client(String section, ClientTls tls) {
        certificates(section + ".ca", tls.ca());
        tls.certificate()
                .ifPresent(certificate -> pair(section, certificate, tls.key().orElseThrow()));
    }

    private void index(IndexConfig config) {
        config.tls().ifPresent(tls -> client("index.tls", tls));
        config.passwordFile()
                .ifPresent(file ->
                        attempt("index.passwordFile", "Name a file with the password of index.user alone", () -> {
                            if (Files.readString(file).isBlank()) {
                                throw new IOException(file + " is empty");
                            }
                        }));
    }

    /** The certificates of a section whose key belongs to the first of them; none when there is a problem with any. */
    private List<X509Certificate> pair(String section, Path certificate, Path keyFile) {
        List<X509Certificate> chain = certificates(section + ".certificate", certificate);
        attempt(section + ".key", "Name the PKCS#8 key of " + section + ".certificate", () -> {
            var key = PemKeys.readPrivate(keyFile);
            if (!chain.isEmpty() && !belongTogether(chain.get(0).getPublicKey(), key)) {
                throw new IOException(keyFile + " is not the key of the certificate in " + certificate);
            }
        });
        return chain;
    }

    private void custody(List<Path> receiptPublicKeys) {
        for (Path file : receiptPublicKeys) {
            attempt(
                    "custody.receiptPublicKeys",
                    "Name public keys (PEM) that sign receipts",
                    () -> collectorKeys.add(TrustedKey.of(PemKeys.readPublic(file), KeyPurpose.COLLECTOR_RECEIPT)
                            .keyId()));
        }
    }

    private void holds(List<Path> publicKeys) {
        for (Path file : publicKeys) {
            attempt(
                    "archive.holdPublicKeys",
                    "Name public keys (PEM) made by wardlog pki hold",
                    () -> TrustedKey.of(PemKeys.readPublic(file), KeyPurpose.LEGAL_HOLD));
        }
    }

    private void unknownReceiptKey() {
        problems.add(new ConfigProblem(
                0,
                "custody.receiptPublicKeys",
                "lacks ingest.receiptPublicKey: custody would quarantine all that this process takes",
                "Add it to the list"));
    }

    /** The certificates of a file, the server's own first; none when there is a problem with any. */
    private List<X509Certificate> certificates(String key, Path file) {
        List<X509Certificate> found = new ArrayList<>();
        attempt(key, "Name a file of PEM certificates that are valid today", () -> {
            List<X509Certificate> read = Certificates.read(file);
            for (X509Certificate certificate : read) {
                certificate.checkValidity(Date.from(clock.instant()));
            }
            found.addAll(read);
        });
        return found;
    }

    private static boolean belongTogether(PublicKey certified, PrivateKey key) throws GeneralSecurityException {
        if (!certified.getAlgorithm().equals(key.getAlgorithm())) {
            return false;
        }
        Signature probe = Signature.getInstance(
                switch (key.getAlgorithm()) {
                    case "EC" -> "SHA256withECDSA";
                    case "RSA" -> "SHA256withRSA";
                    default -> key.getAlgorithm();
                });
        probe.initSign(key);
        byte[] signature = probe.sign();
        probe.initVerify(certified);
        return probe.verify(signature);
    }

    private interface Step {
        void run() throws IOException, GeneralSecurityException;
    }

    private void attempt(String key, String fix, Step step) {
        try {
            step.run();
        } catch (IOException | GeneralSecurityException | IllegalArgumentException unusable) {
            problems.add(ConfigProblem.unusable(key, unusable, fix));
        }
    }
}
