package io.wardlog.edge.listen;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority for tests, with whatever certificates a test needs, wrong ones too. */
public final class TestPki {

    private final X500Name name;
    private final KeyPair keys = newKeys();
    private final X509Certificate certificate;

    /** A certificate and its key, as PEM files. */
    public record Pem(Path certificate, Path key) {}

    public TestPki(String name) {
        this.name = new X500Name("CN=" + name);
        this.certificate = sign(this.name, keys, null, Duration.ofDays(30));
    }

    public Path caFile(Path directory) {
        return write(directory.resolve(name.toString().substring(3) + ".ca.pem"), pem(certificate));
    }

    /** A server certificate for 127.0.0.1 and localhost. */
    public Pem server(Path directory) {
        GeneralNames names = new GeneralNames(new GeneralName[] {
            new GeneralName(GeneralName.iPAddress, "127.0.0.1"), new GeneralName(GeneralName.dNSName, "localhost")
        });
        return issue(directory, "server", names, Duration.ofDays(1));
    }

    /** A device certificate with this SAN URI. */
    public Pem device(Path directory, String file, String uri) {
        return issue(directory, file, uris(uri), Duration.ofDays(1));
    }

    /** A device certificate that ended yesterday. */
    public Pem expiredDevice(Path directory, String file, String uri) {
        return issue(directory, file, uris(uri), Duration.ofDays(-1));
    }

    /** A certificate with these SAN URIs, not written to a file. */
    public X509Certificate certificate(String... uris) {
        return sign(new X500Name("CN=device"), newKeys(), uris(uris), Duration.ofDays(1));
    }

    /** The same, and expired yesterday. */
    public X509Certificate expiredCertificate(String... uris) {
        return sign(new X500Name("CN=device"), newKeys(), uris(uris), Duration.ofDays(-1));
    }

    private static GeneralNames uris(String... uris) {
        GeneralName[] names = new GeneralName[uris.length];
        for (int i = 0; i < uris.length; i++) {
            names[i] = new GeneralName(GeneralName.uniformResourceIdentifier, uris[i]);
        }
        return new GeneralNames(names);
    }

    private Pem issue(Path directory, String file, GeneralNames names, Duration validity) {
        KeyPair subject = newKeys();
        X509Certificate issued = sign(new X500Name("CN=" + file), subject, names, validity);
        return new Pem(
                write(directory.resolve(file + ".pem"), pem(issued)),
                write(directory.resolve(file + ".key"), pem(pkcs8(subject))));
    }

    private X509Certificate sign(X500Name subject, KeyPair subjectKeys, GeneralNames names, Duration validity) {
        Instant end = Instant.now().plus(validity);
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name,
                new BigInteger(64, new SecureRandom()),
                Date.from(end.minus(Duration.ofDays(60))),
                Date.from(end),
                subject,
                subjectKeys.getPublic());
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(names == null));
            if (names != null) {
                builder.addExtension(Extension.subjectAlternativeName, false, names);
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
        } catch (CertIOException | OperatorCreationException | GeneralSecurityException fault) {
            throw new IllegalStateException(fault);
        }
    }

    private static Object pkcs8(KeyPair pair) {
        try {
            return new JcaPKCS8Generator(pair.getPrivate(), null);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private static String pem(Object value) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
            pem.writeObject(value);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
        return text.toString();
    }

    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException fault) {
            throw new IllegalStateException(fault);
        }
    }
}
