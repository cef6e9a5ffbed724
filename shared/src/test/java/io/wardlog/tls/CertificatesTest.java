package io.wardlog.tls;

import static org.assertj.core.api.Assertions.assertThatIOException;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Files that look like certificates. */
class CertificatesTest {

    /** An Ed25519 one that OpenSSL made, with a key of no bytes. */
    private static final String WITHOUT_KEY = """
            -----BEGIN CERTIFICATE-----
            MIIBDDCBv6ADAgECAhRjBvdvw9t5wqLCubLIboTGsDq4zDAFBgMrZXAwDDEKMAgG
            A1UEAwwBYTAeFw0yNjExMjcxNDU1NDJaFw0yNjEyMDYxNDU1NDJaMAwxCjAIBgNV
            BAMMAWEwCjAFBgMrZXADAQCjUzBRMB0GA1UdDgQWBBQi4kDmPo3DkrJ1dYMhxPZv
            bmNktjAfBgNVHSMEGDAWgBQi4kDmPo3DkrJ1dYMhxPZvbmNktjAPBgNVHRMBAf8E
            BTADAQH/MAUGAytlcANBALcpFjM0rWri8O+zTvz9iDa37SzLuZ26VCPednYMTNxW
            tMRztJzIIr0k0y+Js5wNfwOEhOAk7tR7QGsjK2TWBQ4=
            -----END CERTIFICATE-----
            """;

    @Test
    void aCertificateWithoutItsKeyIsRefused() {
        assertThatIOException()
                .isThrownBy(
                        () -> Certificates.parse(Path.of("some.pem"), WITHOUT_KEY.getBytes(StandardCharsets.US_ASCII)))
                .withMessage("some.pem holds no certificate that can be read");
    }
}
