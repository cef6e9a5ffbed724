package io.wardlog.edge.accept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wardlog.edge.device.DeviceIdentity;
import io.wardlog.edge.journal.segment.FileChannelDisk;
import io.wardlog.event.AuthMethod;
import io.wardlog.event.DeviceType;
import io.wardlog.event.SourceProtocol;
import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
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

    /** Under a key with one other bit nothing that is remembered would be known again, and nobody would say why. */
    @Test
    void everyBitThatTheDiskHasChangedEndsTheStart() throws Exception {
        open(7);
        Path file = directory.resolve("digest.key");
        byte[] whole = Files.readAllBytes(file);
        for (int bit = 0; bit < whole.length * Byte.SIZE; bit++) {
            byte[] other = whole.clone();
            other[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            Files.write(file, other);
            assertThatThrownBy(() -> open(8))
                    .as("bit %d", bit)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(file.toString());
        }
    }

    @Test
    void theKeyOfAnEarlierAgentGetsItsChecksum() throws Exception {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) 9);
        Path file = directory.resolve("digest.key");
        Files.write(file, key);
        assertThat(open(8)).isEqualTo(key);
        assertThat(Files.size(file)).isEqualTo(36);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(open(8)).isEqualTo(key);
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

    /** RFC 5869, test case 1: the first block of what is expanded is HMAC over info and 1. */
    @Test
    void theKeyOfFingerprintsIsExpandedAsHkdfDoes() {
        HmacSha256 hmac = new HmacSha256(
                HexFormat.of().parseHex("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5"));
        assertThat(hmac.of(HexFormat.of().parseHex("f0f1f2f3f4f5f6f7f8f9"), new byte[] {1}))
                .isEqualTo(HexFormat.of().parseHex("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"));
    }

    /** What an agent without a key wrote is known again, though nobody has the bytes any more. */
    @Test
    void aFingerprintOfAnEarlierAgentGetsItsKeyLater() {
        FileFingerprints fingerprints = new FileFingerprints(new byte[32]);
        Hash first = Sha256.of(new byte[256]);
        Hash all = Sha256.of(new byte[1_000]);
        Hash keyed = FileFingerprints.joined(fingerprints.half(first), fingerprints.half(all));
        Hash plain = FileFingerprints.joined(first.bytes(), all.bytes());
        assertThat(fingerprints.keyed(plain)).isEqualTo(keyed).isNotEqualTo(plain);
        byte[] other = {1};
        assertThat(new FileFingerprints(other).keyed(plain)).isNotEqualTo(keyed);
    }

    /** A device chooses its messages: no digest of one may be the key of the fingerprints. */
    @Test
    void aDigestOfAMessageWithTheSameBytesIsNoFingerprint() {
        byte[] key = new byte[32];
        Hash digest = Sha256.of(new byte[256]);
        byte[] body = Arrays.copyOf(digest.bytes(), FileFingerprints.HALF);
        byte[] ofMessage = new MessageDigests(key)
                .of(Arrival.of(PUMP, SourceProtocol.TCP, body))
                .bytes();
        assertThat(new FileFingerprints(key).half(digest))
                .isNotEqualTo(Arrays.copyOf(ofMessage, FileFingerprints.HALF));
    }

    @Test
    void theTopicsTypeIsPartOfTheMessage() {
        MessageDigests digests = new MessageDigests(new byte[32]);
        byte[] body = {'{', '}'};
        Arrival plain = Arrival.of(PUMP, SourceProtocol.MQTT, body);
        Arrival onTopic =
                new Arrival(PUMP, SourceProtocol.MQTT, body, Optional.of(new TopicClaim("pump-1", "a")), false);
        assertThat(digests.of(plain)).isNotEqualTo(digests.of(onTopic));
        assertThat(MessageDigests.plain(plain)).isNotEqualTo(digests.of(plain));
    }
}
