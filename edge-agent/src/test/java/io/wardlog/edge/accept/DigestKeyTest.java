package io.wardlog.edge.accept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wardlog.edge.device.DeviceIdentity;
import io.wardlog.edge.journal.chronicle.FileChannelDisk;
import io.wardlog.event.AuthMethod;
import io.wardlog.event.DeviceType;
import io.wardlog.event.SourceProtocol;
import io.wardlog.hash.Hash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The key that repeats are known by, and what is made with it. */
class DigestKeyTest {

    private static final DeviceIdentity PUMP =
            new DeviceIdentity("pump-1", DeviceType.INFUSION_PUMP, AuthMethod.PASSWORD, Map.of());

    @TempDir
    Path directory;

    private byte[] open(int filling) throws IOException {
        return DigestKey.open(
                directory.resolve("digest.key"), new FileChannelDisk(), key -> Arrays.fill(key, (byte) filling));
    }

    @Test
    void isMadeOnceForItsOwnerAlone() throws Exception {
        byte[] made = open(7);
        assertThat(made).hasSize(32).containsOnly(7);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("digest.key"))))
                .isEqualTo("rw-------");
        assertThat(open(8)).isEqualTo(made);
    }

    @Test
    void whatIsNoKeyEndsTheStartInsteadOfBeingReplaced() throws Exception {
        Files.write(directory.resolve("digest.key"), new byte[31]);
        assertThatThrownBy(() -> open(7)).isInstanceOf(IOException.class).hasMessageContaining("31 bytes");
        assertThat(Files.size(directory.resolve("digest.key"))).isEqualTo(31);
    }

    /** RFC 4231, test case 2. */
    @Test
    void theDigestIsHmacSha256() {
        MessageDigests digests = new MessageDigests("Jefe".getBytes(StandardCharsets.US_ASCII));
        Arrival arrival = Arrival.of(
                PUMP, SourceProtocol.TCP, "what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII));
        assertThat(digests.of(arrival))
                .isEqualTo(Hash.of(
                        HexFormat.of().parseHex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")));
        assertThat(digests.of(arrival)).isEqualTo(digests.of(arrival));
    }

    @Test
    void theTopicsTypeIsPartOfTheMessage() {
        MessageDigests digests = new MessageDigests(new byte[32]);
        byte[] body = {'{', '}'};
        Arrival plain = Arrival.of(PUMP, SourceProtocol.MQTT, body);
        Arrival onTopic =
                new Arrival(PUMP, SourceProtocol.MQTT, body, Optional.of(new TopicClaim("pump-1", "a")), false, false);
        assertThat(digests.of(plain)).isNotEqualTo(digests.of(onTopic));
        assertThat(MessageDigests.plain(plain)).isNotEqualTo(digests.of(plain));
    }
}
