package io.wardlog.tls;

import static org.assertj.core.api.Assertions.assertThatIOException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Files that look like certificates. */
class CertificatesTest {

    /** OpenSSL made it: an Ed25519 one with a key of no bytes. */
    @Test
    void aCertificateWithoutItsKeyIsRefused() throws Exception {
        byte[] without =
                getClass().getResourceAsStream("/certificate-without-key.pem").readAllBytes();
        assertThatIOException()
                .isThrownBy(() -> Certificates.parse(Path.of("some.pem"), without))
                .withMessage("some.pem holds no certificate that can be read");
    }
}
