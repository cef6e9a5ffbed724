package io.wardlog.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** Key files: RFC 7468 PEM with {@code PRIVATE KEY} (PKCS#8) and {@code PUBLIC KEY} (SubjectPublicKeyInfo). */
public final class PemKeys {

    /** The kinds of key that are read; each factory refuses the others' keys by their object identifiers. */
    private static final List<String> ALGORITHMS = List.of("EdDSA", "XDH", "EC", "RSA", "RSASSA-PSS");

    private PemKeys() {}

    /**
     * The private key of a file.
     *
     * @throws IOException when the file cannot be read or holds no such key; the message names the file, never its
     *     content
     */
    public static PrivateKey readPrivate(Path file) throws IOException {
        return parsePrivate(file, Files.readAllBytes(file));
    }

    /** The same for the bytes that {@code file} held when they were read. */
    public static PrivateKey parsePrivate(Path file, byte[] pem) throws IOException {
        byte[] der = decode(file, pem, "PRIVATE KEY");
        try {
            return ofAnyKind(factory -> factory.generatePrivate(new PKCS8EncodedKeySpec(der)));
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " holds no private key of a known kind (PKCS#8 PEM is expected)", e);
        }
    }

    /** The public key of a file; errors as for {@link #readPrivate}. */
    public static PublicKey readPublic(Path file) throws IOException {
        return parsePublic(file, Files.readAllBytes(file));
    }

    /** The same for the bytes that {@code file} held when they were read. */
    static PublicKey parsePublic(Path file, byte[] pem) throws IOException {
        byte[] der = decode(file, pem, "PUBLIC KEY");
        try {
            return ofAnyKind(factory -> factory.generatePublic(new X509EncodedKeySpec(der)));
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " holds no public key of a known kind (SPKI PEM is expected)", e);
        }
    }

    /**
     * A signer from the two files of a signing key.
     *
     * @throws IOException when a file is wrong or the two do not belong together
     */
    public static Signer readSigner(Path privateFile, Path publicFile) throws IOException {
        try {
            return new PrivateKeySigner(new KeyPair(readPublic(publicFile), readPrivate(privateFile)));
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new IOException(
                    privateFile + " and " + publicFile + " are no signing key pair: " + e.getMessage(), e);
        }
    }

    /** The PEM text of a private key. */
    public static String pem(PrivateKey key) {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    /** The PEM text of a public key. */
    public static String pem(PublicKey key) {
        return pem("PUBLIC KEY", key.getEncoded());
    }

    /** How a factory makes a key of the bytes. */
    private interface Making<K> {
        K with(KeyFactory factory) throws GeneralSecurityException;
    }

    private static <K> K ofAnyKind(Making<K> making) throws GeneralSecurityException {
        InvalidKeySpecException refused = new InvalidKeySpecException("none of " + ALGORITHMS);
        for (String algorithm : ALGORITHMS) {
            try {
                return making.with(KeyFactory.getInstance(algorithm));
            } catch (InvalidKeySpecException | RuntimeException other) {
                // Some of the JDK's factories index bytes that are not there
                refused.addSuppressed(other);
            }
        }
        throw refused;
    }

    private static String pem(String label, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }

    private static byte[] decode(Path file, byte[] pem, String label) throws IOException {
        String text = new String(pem, StandardCharsets.US_ASCII);
        String begin = "-----BEGIN " + label + "-----";
        int at = text.indexOf(begin);
        int from = at + begin.length();
        int to = at < 0 ? -1 : text.indexOf("-----END " + label + "-----", from); // the two may share their hyphens
        if (to < 0) {
            throw new IOException(file + " holds no PEM block \"" + label + "\"");
        }
        try {
            return Base64.getMimeDecoder().decode(text.substring(from, to));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " holds a damaged PEM block \"" + label + "\"", e);
        }
    }
}
