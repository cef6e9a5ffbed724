package io.wardlog.tls;

import io.wardlog.keys.PemKeys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Map;

/**
 * Looks at certificate and key files before anyone connects, so that a mistake is named and not met as a failed handshake. All throw
 * {@code IOException} when a file is not as it must be; the message names the file, never its content.
 */
public final class Certificates {

    private static final int SAN_URI = 6;
    private static final Map<String, String> SIGNATURES =
            Map.of("EC", "SHA256withECDSA", "RSA", "SHA256withRSA", "EdDSA", "EdDSA", "Ed25519", "Ed25519");

    private Certificates() {}

    /** The certificates of a PEM file, at least one. */
    public static List<X509Certificate> read(Path file) throws IOException {
        return parse(file, Files.readAllBytes(file));
    }

    /** The same for the bytes that {@code file} held when they were read. */
    static List<X509Certificate> parse(Path file, byte[] pem) throws IOException {
        try {
            List<X509Certificate> all =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem)).stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (all.isEmpty()) {
                throw new IOException(file + " holds no certificate");
            }
            return all;
        } catch (CertificateException | RuntimeException e) {
            // As for keys: some of the JDK's factories index bytes that are not there
            throw new IOException(file + " holds no certificate that can be read", e);
        }
    }

    /** The first certificate of a file, which is valid now and belongs to the key. */
    public static X509Certificate pair(Path certificateFile, Path keyFile, Instant now) throws IOException {
        X509Certificate certificate = pair(certificateFile, keyFile);
        requireValid(certificateFile, certificate, now);
        return certificate;
    }

    /** The first certificate of a file, which belongs to the key; its time may be over, or not have come. */
    public static X509Certificate pair(Path certificateFile, Path keyFile) throws IOException {
        X509Certificate certificate = read(certificateFile).get(0);
        requirePair(certificateFile, certificate, keyFile, PemKeys.readPrivate(keyFile));
        return certificate;
    }

    /** Refuses a certificate of this file that is not valid now. */
    public static void requireValid(Path file, X509Certificate certificate, Instant now) throws IOException {
        try {
            certificate.checkValidity(Date.from(now));
        } catch (CertificateException e) {
            throw new IOException(
                    file + " is not valid now: "
                            + certificate.getNotBefore().toInstant() + " to "
                            + certificate.getNotAfter().toInstant(),
                    e);
        }
    }

    static void requirePair(Path certificateFile, X509Certificate certificate, Path keyFile, PrivateKey key)
            throws IOException {
        if (!belong(certificate, key)) {
            throw new IOException(certificateFile + " and " + keyFile + " do not belong together");
        }
    }

    private static boolean belong(X509Certificate certificate, PrivateKey key) {
        byte[] probe = {1};
        try {
            Signature signing = Signature.getInstance(SIGNATURES.getOrDefault(key.getAlgorithm(), key.getAlgorithm()));
            signing.initSign(key);
            signing.update(probe);
            byte[] signature = signing.sign();
            signing.initVerify(certificate.getPublicKey());
            signing.update(probe);
            return signing.verify(signature);
        } catch (GeneralSecurityException otherKind) {
            return false;
        }
    }

    /** From when on all of these are valid; at least one must be given. */
    static Instant notBefore(List<X509Certificate> chain) {
        return chain.stream()
                .map(certificate -> certificate.getNotBefore().toInstant())
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** Until when all of these are valid; at least one must be given. */
    static Instant notAfter(List<X509Certificate> chain) {
        return chain.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** Until when at least one of these is valid; at least one must be given. */
    static Instant lastNotAfter(List<X509Certificate> authorities) {
        return authorities.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** Whether the certificate has this SAN URI. */
    public static boolean names(X509Certificate certificate, String uri) throws IOException {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names != null
                    && names.stream()
                            .anyMatch(name ->
                                    name.get(0).equals(SAN_URI) && name.get(1).equals(uri));
        } catch (CertificateException e) {
            throw new IOException("the certificate's names cannot be read", e);
        }
    }
}
