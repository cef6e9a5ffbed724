package io.wardlog.edge;

import io.wardlog.disclosure.SealKey;
import io.wardlog.keys.KeyPurpose;
import io.wardlog.keys.KeyRing;
import io.wardlog.keys.PemKeys;
import io.wardlog.keys.Signer;
import io.wardlog.keys.TrustedKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys that an agent works with.
 *
 * @param signer signs batches
 * @param sealKey patient data is sealed to it
 * @param collectors whose receipts are believed
 */
record EdgeKeys(Signer signer, SealKey sealKey, KeyRing collectors) {

    /** @throws IOException when a file cannot be read or holds another kind of key; names the file, never its content */
    static EdgeKeys read(EdgeConfig config) throws IOException {
        return new EdgeKeys(
                signer(config),
                sealKey(config.sealPublicKey()),
                collectors(config.collector().receiptPublicKeys()));
    }

    static Signer signer(EdgeConfig config) throws IOException {
        return PemKeys.readSigner(config.signingKey(), config.signingPublicKey());
    }

    static SealKey sealKey(Path file) throws IOException {
        try {
            return new SealKey(PemKeys.readPublic(file));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " holds no X25519 key: " + e.getMessage(), e);
        }
    }

    static KeyRing collectors(List<Path> files) throws IOException {
        return trusted(files, KeyPurpose.COLLECTOR_RECEIPT, "receipts");
    }

    /** Whose registry bundles are believed. */
    static KeyRing registries(List<Path> files) throws IOException {
        return trusted(files, KeyPurpose.SCHEMA_REGISTRY, "registry bundles");
    }

    private static KeyRing trusted(List<Path> files, KeyPurpose purpose, String what) throws IOException {
        List<TrustedKey> keys = new ArrayList<>();
        for (Path file : files) {
            try {
                keys.add(TrustedKey.of(PemKeys.readPublic(file), purpose));
            } catch (IllegalArgumentException e) {
                throw new IOException(file + " holds no key that signs " + what + ": " + e.getMessage(), e);
            }
        }
        return new KeyRing(keys);
    }
}
