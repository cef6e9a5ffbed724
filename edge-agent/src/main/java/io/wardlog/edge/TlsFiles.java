package io.wardlog.edge;

import io.wardlog.keys.PemKeys;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Looks at certificate and key files before anyone connects, so that a mistake is named and not met as a failed handshake. */
final class TlsFiles {

    private static final int SAN_URI = 6;
    private static final Map<String, String> SIGNATURES =
            Map.of("EC", "SHA256withECDSA", "RSA", "SHA256withRSA", "EdDSA", "EdDSA", "Ed25519", "Ed25519");

    private TlsFiles() {}

    /** The certificates of a PEM file, at least one. */
    static List<X509Certificate> certificates(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            List<X509Certificate> all = CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (all.isEmpty()) {
                throw new IOException(file + " holds no certificate");
            }
            return all;
        } catch (CertificateException e) {
            throw new IOException(file + " holds no certificate that can be read", e);
        }
    }

    /**
     * The first certificate of a file, which is valid now and belongs to the key.
     *
     * @throws IOException when it is not, naming the files
     */
    static X509Certificate pair(Path certificateFile, Path keyFile) throws IOException {
        X509Certificate certificate = certificates(certificateFile).get(0);
        try {
            certificate.checkValidity();
        } catch (CertificateException e) {
            throw new IOException(
                    certificateFile + " is not valid now: "
                            + certificate.getNotBefore().toInstant() + " to "
                            + certificate.getNotAfter().toInstant(),
                    e);
        }
        if (!belong(certificate, PemKeys.readPrivate(keyFile))) {
            throw new IOException(certificateFile + " and " + keyFile + " do not belong together");
        }
        return certificate;
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

    /** Whether the certificate has this SAN URI. */
    static boolean names(X509Certificate certificate, String uri) throws IOException {
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
