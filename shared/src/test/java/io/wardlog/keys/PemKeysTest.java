package io.wardlog.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Key files, and files that look like them. */
class PemKeysTest {

    private static final Path FILE = Path.of("some.pem");

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"Ed25519", "X25519", "EC", "RSA", "RSASSA-PSS"})
    void bothHalvesOfEveryKindAreReadBack(String algorithm) throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
        Path secret = Files.writeString(directory.resolve("key"), PemKeys.pem(pair.getPrivate()));
        Path open = Files.writeString(directory.resolve("pub.pem"), PemKeys.pem(pair.getPublic()));
        assertThat(PemKeys.readPrivate(secret).getEncoded())
                .isEqualTo(pair.getPrivate().getEncoded());
        assertThat(PemKeys.readPrivate(secret).getAlgorithm())
                .isEqualTo(pair.getPrivate().getAlgorithm());
        assertThat(PemKeys.readPublic(open)).isEqualTo(pair.getPublic());
        assertThatThrownBy(() -> PemKeys.readPublic(secret))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("PUBLIC KEY");
    }

    @Test
    void anotherKindIsNamedByItsFileAlone() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("DSA").generateKeyPair();
        Path secret = Files.writeString(directory.resolve("dsa.key"), PemKeys.pem(pair.getPrivate()));
        assertThatThrownBy(() -> PemKeys.readPrivate(secret))
                .isInstanceOf(IOException.class)
                .hasMessage(secret + " holds no private key of a known kind (PKCS#8 PEM is expected)");
    }

    /** The second one is Ed25519's, with a key of no bytes. */
    @ParameterizedTest
    @ValueSource(strings = {"MAA=", "MAowBQYDK2VwAwEA"})
    void whatIsNoKeyIsRefused(String der) throws Exception {
        Path file = Files.writeString(
                directory.resolve("no.pem"), "-----BEGIN PUBLIC KEY-----\n" + der + "\n-----END PUBLIC KEY-----\n");
        assertThatThrownBy(() -> PemKeys.readPublic(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + " holds no public key of a known kind (SPKI PEM is expected)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-----BEGIN PUBLIC KEY-----END PUBLIC KEY-----\n",
                "-----END PUBLIC KEY-----\n-----BEGIN PUBLIC KEY-----\n",
                "-----BEGIN PUBLIC KEY-----\n"
            })
    void aBeginWithoutAnEndBehindItIsNoBlock(String text) {
        assertThatThrownBy(() -> PemKeys.parsePublic(FILE, text.getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(IOException.class)
                .hasMessage("some.pem holds no PEM block \"PUBLIC KEY\"");
    }
}
