package io.wardlog.keys;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that look like keys. */
class PemKeysTest {

    private static final Path FILE = Path.of("some.pem");

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
