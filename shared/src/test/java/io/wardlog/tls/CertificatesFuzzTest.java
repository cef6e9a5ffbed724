package io.wardlog.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.pki.DevelopmentPki;
import io.wardlog.pki.Validity;
import io.wardlog.testkit.FuzzedParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** Certificate files: certificates, whose names can be read or are refused, or a refusal that names the file. */
class CertificatesFuzzTest extends FuzzedParser {

    private static final Path FILE = Path.of("some.pem");
    private static final Validity YEAR = Validity.starting(Instant.parse("2026-11-23T07:00:00Z"), Duration.ofDays(365));

    @TempDir
    static Path directory;

    @Override
    protected Stream<byte[]> seeds() throws Exception {
        byte[] pem = Files.readAllBytes(DevelopmentPki.create(directory.resolve("pki"), YEAR)
                .device("acme", "pump-1", YEAR)
                .resolve("tls.pem"));
        return Stream.of(pem, Certificates.parse(FILE, pem).get(0).getEncoded());
    }

    @Override
    protected void parse(byte[] input) {
        try {
            for (X509Certificate certificate : Certificates.parse(FILE, input)) {
                Certificates.names(certificate, "urn:wardlog:device:acme:pump-1");
            }
        } catch (IOException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }
}
