package io.wardlog.collector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wardlog.config.HostPort;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KafkaConfigTest {

    private static KafkaConfig plain(String host, boolean allowRemotePlaintext) {
        return new KafkaConfig(
                List.of(new HostPort(host, 9092)),
                true,
                Optional.empty(),
                allowRemotePlaintext,
                3,
                Duration.ofSeconds(30));
    }

    @Test
    void plainTextStaysOnThisMachine() {
        KafkaConfig local = plain("127.0.0.1", false);
        assertThat(local.maySpeakTo("127.0.0.1")).isTrue();
        assertThat(local.maySpeakTo("localhost")).isTrue();
        assertThat(local.maySpeakTo("192.0.2.7")).isFalse();
        assertThatThrownBy(() -> plain("192.0.2.7", false)).hasMessageContaining("not encrypted");
    }

    @Test
    void plainTextLeavesItWhereThatIsAskedForByName() {
        assertThat(plain("192.0.2.7", true).maySpeakTo("192.0.2.8")).isTrue();
    }
}
