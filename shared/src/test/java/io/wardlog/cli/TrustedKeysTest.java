package io.wardlog.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wardlog.keys.KeyId;
import io.wardlog.keys.KeyPurpose;
import io.wardlog.keys.KeyRing;
import io.wardlog.keys.PemKeys;
import io.wardlog.pki.DevelopmentPki;
import io.wardlog.pki.Validity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustedKeysTest {
    @TempDir
    Path dir;

    @Test
    void readsWhatPkiWroteEachKeyForItsOwnPurpose() throws IOException {
        Validity aDay = Validity.starting(Instant.now(), Duration.ofDays(1));
        DevelopmentPki pki = DevelopmentPki.create(dir.resolve("pki"), aDay);
        Path agent = pki.agent(new DevelopmentPki.AgentName("t", "h", "ward-a"), List.of(), aDay);
        Path collector = pki.collector(List.of(), aDay);
        pki.tenant("t");
        Path legal = pki.hold("legal");
        KeyRing ring = TrustedKeys.read(dir.resolve("pki"));
        KeyId signing = KeyId.of(PemKeys.readPublic(agent.resolve("signing.pub.pem")));
        KeyId receipt = KeyId.of(PemKeys.readPublic(collector.resolve("receipt.pub.pem")));
        KeyId hold = KeyId.of(PemKeys.readPublic(legal.resolve("hold.pub.pem")));
        assertThat(ring.find(hold, KeyPurpose.LEGAL_HOLD)).isPresent();
        assertThat(ring.find(receipt, KeyPurpose.LEGAL_HOLD)).isEmpty();
        assertThat(ring.find(signing, KeyPurpose.AGENT_BATCH)).isPresent();
        assertThat(ring.find(signing, KeyPurpose.COLLECTOR_RECEIPT)).isEmpty();
        assertThat(ring.find(receipt, KeyPurpose.COLLECTOR_RECEIPT)).isPresent();
        assertThat(ring.find(receipt, KeyPurpose.AGENT_BATCH)).isEmpty();
    }

    @Test
    void aDirectoryWithoutKeysOrWithADamagedOneIsAFault() throws IOException {
        assertThatThrownBy(() -> TrustedKeys.read(dir))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("holds no signing.pub.pem");
        Path damaged = Files.writeString(dir.resolve("signing.pub.pem"), "no key");
        assertThatThrownBy(() -> TrustedKeys.read(dir))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(damaged.toString());
        assertThatThrownBy(() -> TrustedKeys.read(dir.resolve("none"))).isInstanceOf(IOException.class);
    }

    /** The same key twice in a copied tree is one key. */
    @Test
    void oneKeyInTwoPlacesIsTrustedOnce() throws IOException {
        Validity aDay = Validity.starting(Instant.now(), Duration.ofDays(1));
        Path agent = DevelopmentPki.create(dir.resolve("pki"), aDay)
                .agent(new DevelopmentPki.AgentName("t", "h", "ward-a"), List.of(), aDay);
        Path copy = Files.createDirectories(dir.resolve("copy")).resolve("signing.pub.pem");
        Files.copy(agent.resolve("signing.pub.pem"), copy);
        KeyId signing = KeyId.of(PemKeys.readPublic(copy));
        assertThat(TrustedKeys.read(dir).find(signing, KeyPurpose.AGENT_BATCH)).isPresent();
        Files.move(copy, copy.resolveSibling("receipt.pub.pem"));
        assertThatThrownBy(() -> TrustedKeys.read(dir))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("one purpose");
    }
}
