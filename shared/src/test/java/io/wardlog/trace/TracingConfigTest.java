package io.wardlog.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TracingConfigTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"http://127.0.0.1:4318/v1/traces", "http://[::1]:4318/v1/traces", "https://192.0.2.1/v1/traces"})
    void takesThisMachineAndTls(String endpoint) {
        assertThat(new TracingConfig(URI.create(endpoint), false).endpoint()).hasToString(endpoint);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ftp://127.0.0.1/", "http:///v1/traces", "127.0.0.1", "https://user:secret@192.0.2.1/v1/traces"})
    void refusesWhatIsNoAddress(String endpoint) {
        assertThatThrownBy(() -> new TracingConfig(URI.create(endpoint), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
    }

    @Test
    void plainTextToAnotherMachineIsAskedForByName() {
        URI remote = URI.create("http://192.0.2.1:4318/v1/traces");
        assertThatThrownBy(() -> new TracingConfig(remote, false)).hasMessageContaining("allowRemotePlaintext");
        assertThat(new TracingConfig(remote, true).endpoint()).isEqualTo(remote);
    }
}
