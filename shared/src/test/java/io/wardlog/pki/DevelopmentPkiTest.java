package io.wardlog.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.wardlog.keys.PemKeys;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevelopmentPkiTest {
    private static final Validity YEAR = Validity.starting(Instant.now(), Duration.ofDays(365));
    private static final DevelopmentPki.AgentName AGENT = new DevelopmentPki.AgentName("st-anna", "main", "ward-a");

    @TempDir
    Path dir;

    private DevelopmentPki pki;

    @BeforeEach
    void create() throws Exception {
        pki = DevelopmentPki.create(dir.resolve("pki"), YEAR);
    }

    @Test
    void anAgentsCertificateNamesItAndVerifies() throws Exception {
        Path agent = DevelopmentPki.open(dir.resolve("pki")).agent(AGENT, List.of("ward-a.example", "10.0.0.7"), YEAR);
        X509Certificate certificate = read(agent.resolve("tls.pem"));
        certificate.verify(read(pki.caFile()).getPublicKey());
        assertThat(certificate.getSubjectAlternativeNames())
                .extracting(name -> String.valueOf(name.get(1)))
                .containsExactly(
                        "urn:wardlog:agent:st-anna:main:ward-a",
                        "localhost",
                        "127.0.0.1",
                        "ward-a.example",
                        "10.0.0.7");
        assertThat(certificate.getExtendedKeyUsage()).hasSize(2);
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        PemKeys.readSigner(agent.resolve("signing.key"), agent.resolve("signing.pub.pem"));
    }

    @Test
    void everyOtherFileOfTheLayout() throws Exception {
        Path collector = pki.collector(List.of(), YEAR);
        Path tenant = pki.tenant("st-anna");
        Path device = pki.device("st-anna", "pump-7", YEAR);
        PemKeys.readSigner(collector.resolve("receipt.key"), collector.resolve("receipt.pub.pem"));
        assertThat(PemKeys.readPublic(tenant.resolve("seal.pub.pem")).getAlgorithm())
                .isIn("XDH", "X25519");
        assertThat(PemKeys.readPrivate(tenant.resolve("seal.key")).getAlgorithm())
                .isIn("XDH", "X25519");
        X509Certificate certificate = read(device.resolve("tls.pem"));
        assertThat(certificate.getSubjectAlternativeNames())
                .extracting(name -> String.valueOf(name.get(1)))
                .containsExactly("urn:wardlog:device:st-anna:pump-7");
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
        assertThat(read(collector.resolve("tls.pem")).getSubjectX500Principal().getName())
                .isEqualTo("CN=wardlog-collector");
    }

    @Test
    void privateKeysAreTheOwnersOnly() throws Exception {
        pki.agent(AGENT, List.of(), YEAR);
        pki.tenant("st-anna");
        try (Stream<Path> files = Files.walk(dir)) {
            assertThat(files.filter(file -> file.toString().endsWith(".key")))
                    .hasSize(4)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
    }

    @Test
    void neverOverwrites() throws Exception {
        Path agent = pki.agent(AGENT, List.of(), YEAR);
        byte[] key = Files.readAllBytes(agent.resolve("signing.key"));
        assertThatThrownBy(() -> pki.agent(AGENT, List.of(), YEAR)).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> DevelopmentPki.create(dir.resolve("pki"), YEAR))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(agent.resolve("signing.key")).hasBinaryContent(key);
        read(pki.caFile()).verify(read(pki.caFile()).getPublicKey());
    }

    /** It has an Ed25519 key of no bytes, at which the JDK's factory fails by itself. */
    @Test
    void anAuthoritysCertificateThatCannotBeReadIsNamed() throws Exception {
        Files.write(
                pki.caFile(),
                getClass().getResourceAsStream("/certificate-without-key.pem").readAllBytes());
        assertThatThrownBy(() -> DevelopmentPki.open(dir.resolve("pki")))
                .isInstanceOf(IOException.class)
                .hasMessage(pki.caFile() + " holds no certificate that can be read");
    }

    @Test
    void refusesIdsThatAreNone() {
        assertThatThrownBy(() -> pki.device("st-anna", "../../etc", YEAR)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> pki.tenant("St Anna")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void makesExpiredOnesForTests() throws Exception {
        Validity past = new Validity(Instant.parse("2020-01-01T00:00:00Z"), Instant.parse("2020-01-02T00:00:00Z"));
        X509Certificate expired = read(pki.device("st-anna", "old", past).resolve("tls.pem"));
        assertThatThrownBy(expired::checkValidity).isInstanceOf(CertificateExpiredException.class);
    }

    @Test
    void opensslAgrees() throws Exception {
        Path agent = pki.agent(AGENT, List.of(), YEAR);
        assertThat(openssl(
                        "verify",
                        "-purpose",
                        "sslserver",
                        "-x509_strict",
                        "-CAfile",
                        pki.caFile().toString(),
                        agent.resolve("tls.pem").toString()))
                .endsWith(": OK\n");
        assertThat(openssl(
                        "verify",
                        "-purpose",
                        "sslclient",
                        "-CAfile",
                        pki.caFile().toString(),
                        pki.device("st-anna", "p", YEAR).resolve("tls.pem").toString()))
                .endsWith(": OK\n");
        assertThat(openssl("pkey", "-in", agent.resolve("tls.key").toString(), "-noout", "-text"))
                .contains("prime256v1");
        assertThat(openssl("pkey", "-in", agent.resolve("signing.key").toString(), "-pubout"))
                .isEqualTo(Files.readString(agent.resolve("signing.pub.pem")));
        Path tenant = pki.tenant("st-anna");
        assertThat(openssl("pkey", "-in", tenant.resolve("seal.key").toString(), "-pubout"))
                .isEqualTo(Files.readString(tenant.resolve("seal.pub.pem")));
    }

    private static String openssl(String... arguments) throws Exception {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, "openssl"))),
                "openssl is missing; install with: apt-get install openssl");
        List<String> command =
                Stream.concat(Stream.of("openssl"), Stream.of(arguments)).toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private static X509Certificate read(Path file) throws Exception {
        try (InputStream in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }
}
