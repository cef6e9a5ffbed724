package io.wardlog.cli;

import io.wardlog.keys.KeyId;
import io.wardlog.keys.KeyPurpose;
import io.wardlog.keys.KeyRing;
import io.wardlog.keys.PemKeys;
import io.wardlog.keys.SignatureAlgorithm;
import io.wardlog.keys.TrustedKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Public keys in a directory as {@code wardlog pki} lays it out: {@code signing.pub.pem} of agents, {@code receipt.pub.pem} of collectors,
 * {@code hold.pub.pem} of those who may set legal holds.
 */
final class TrustedKeys {
    private static final int MAX_DEPTH = 8;

    private TrustedKeys() {}

    /**
     * All of them, at any depth; a key that lies in several places counts once.
     *
     * @throws IOException when there is none, one is damaged, or one stands for two purposes
     */
    static KeyRing read(Path directory) throws IOException {
        Map<KeyId, TrustedKey> keys = new HashMap<>();
        try (Stream<Path> files = Files.walk(directory, MAX_DEPTH)) {
            for (Path file : (Iterable<Path>) files.sorted()::iterator) {
                String name = file.getFileName().toString();
                if (name.equals("signing.pub.pem")) {
                    add(keys, file, KeyPurpose.AGENT_BATCH);
                } else if (name.equals("receipt.pub.pem")) {
                    add(keys, file, KeyPurpose.COLLECTOR_RECEIPT);
                } else if (name.equals("hold.pub.pem")) {
                    add(keys, file, KeyPurpose.LEGAL_HOLD);
                }
            }
        }
        if (keys.isEmpty()) {
            throw new IOException(directory + " holds no signing.pub.pem and no receipt.pub.pem");
        }
        return new KeyRing(keys.values());
    }

    private static void add(Map<KeyId, TrustedKey> keys, Path file, KeyPurpose purpose) throws IOException {
        PublicKey publicKey = PemKeys.readPublic(file);
        if (SignatureAlgorithm.of(publicKey).isEmpty()) {
            throw new IOException(file + " is no Ed25519, P-384 or RSA-4096 key");
        }
        TrustedKey key = TrustedKey.of(publicKey, purpose);
        TrustedKey known = keys.putIfAbsent(key.keyId(), key);
        if (known != null && known.purpose() != purpose) {
            throw new IOException(file + " is also there for another use: a key has one purpose");
        }
    }
}
