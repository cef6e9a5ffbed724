package io.wardlog.hold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.wardlog.hold.HoldRecord.Action;
import io.wardlog.hold.HoldRecord.Reason;
import io.wardlog.hold.HoldRecord.Step;
import io.wardlog.keys.KeyPurpose;
import io.wardlog.keys.KeyRing;
import io.wardlog.keys.PrivateKeySigner;
import io.wardlog.keys.TrustedKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.LocalDate;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The record of docs/vectors, which another implementation made, those that must not count, and every one beside it. */
class HoldRecordTest {
    private final JsonNode vector;
    private final byte[] bytes;
    private final PrivateKeySigner signer;
    private final KeyRing keys;

    HoldRecordTest() throws Exception {
        vector = new JsonMapper().readTree(Path.of("../docs/vectors/hold.json").toFile());
        bytes = bytes(vector.get("hold"));
        KeyFactory factory = KeyFactory.getInstance("Ed25519");
        PublicKey publicKey = factory.generatePublic(new X509EncodedKeySpec(bytes(vector.get("holdKeySpki"))));
        signer = new PrivateKeySigner(new KeyPair(
                publicKey, factory.generatePrivate(new PKCS8EncodedKeySpec(bytes(vector.get("holdKeyPkcs8"))))));
        keys = new KeyRing(List.of(TrustedKey.of(publicKey, KeyPurpose.LEGAL_HOLD)));
    }

    @Test
    void isReadAndWrittenByteForByte() {
        SignedHold signed = read(bytes);
        assertThat(signed.hold().canonical())
                .isEqualTo(vector.get("body").textValue().getBytes(StandardCharsets.UTF_8));
        assertThat(signed.hash().hex()).isEqualTo(vector.get("hash").textValue());
        assertThat(signed.encode()).isEqualTo(bytes);
        assertThat(SignedHold.sign(signed.hold(), signer).encode()).isEqualTo(bytes);
        assertThat(signed.standing(keys)).isEqualTo(SignedHold.Standing.GENUINE);
        assertThat(signed.hold().scope())
                .isEqualTo(new HoldScope(
                        "acme-health", Optional.of(LocalDate.of(2026, 11, 1)), Optional.of(LocalDate.of(2026, 11, 3))));
        SignedHold release = read(bytes(vector.get("release")));
        assertThat(release.standing(keys)).isEqualTo(SignedHold.Standing.GENUINE);
        assertThat(release.hold().step()).isEqualTo(Step.release(signed.hash()));
    }

    @Test
    void whatMustNotCountDoesNot() {
        assertThat(vector.get("negative").size()).isGreaterThan(15);
        for (JsonNode negative : vector.get("negative")) {
            assertThat(result(bytes(negative.get("hold"))))
                    .as(negative.get("name").textValue())
                    .isEqualTo(negative.get("result").textValue());
        }
    }

    /** A key that is trusted for something else signs no holds. */
    @Test
    void aKeyHasOnePurpose() throws Exception {
        PublicKey publicKey = KeyFactory.getInstance("Ed25519")
                .generatePublic(new X509EncodedKeySpec(bytes(vector.get("holdKeySpki"))));
        KeyRing receipts = new KeyRing(List.of(TrustedKey.of(publicKey, KeyPurpose.COLLECTOR_RECEIPT)));
        assertThat(read(bytes).standing(receipts)).isEqualTo(SignedHold.Standing.UNKNOWN_KEY);
    }

    @Test
    void aRecordThatCouldNotBeReadIsNotMade() {
        HoldRecord good = read(bytes).hold();
        Step set = Step.set(Action.SET);
        Reason reason = good.reason();
        assertThatThrownBy(() -> new HoldRecord(good.signature(), set, "../a", good.scope(), reason))
                .hasMessageContaining("id");
        for (Reason wrong : List.of(
                new Reason("", reason.by(), reason.at()),
                new Reason("r".repeat(1_001), reason.by(), reason.at()),
                new Reason(reason.text(), " ", reason.at()),
                new Reason(reason.text(), reason.by(), "yesterday"))) {
            assertThatThrownBy(() -> new HoldRecord(good.signature(), set, "a", good.scope(), wrong))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** No bit of a record can be changed unnoticed, and nothing is thrown for any. */
    @Property(tries = 1_000)
    void everyChangedBitIsNoticed(@ForAll int place, @ForAll @IntRange(max = 7) int bit) {
        byte[] changed = bytes.clone();
        changed[Math.floorMod(place, bytes.length)] ^= (byte) (1 << bit);
        assertThat(result(changed)).isIn("refused", "forged", "unknown_key");
    }

    @Property(tries = 500)
    void noBytesMakeTheReaderThrow(@ForAll byte[] tail, @ForAll @IntRange(max = 60) int kept) {
        byte[] some = new byte[kept + tail.length];
        System.arraycopy(bytes, 0, some, 0, kept);
        System.arraycopy(tail, 0, some, kept, tail.length);
        assertThat(result(some)).isEqualTo("refused");
    }

    private String result(byte[] record) {
        return SignedHold.decode(record) instanceof SignedHold.Reading.Value value
                ? value.signed().standing(keys).name().toLowerCase(Locale.ROOT)
                : "refused";
    }

    private static SignedHold read(byte[] record) {
        return ((SignedHold.Reading.Value) SignedHold.decode(record)).signed();
    }

    private static byte[] bytes(JsonNode base64url) {
        return Base64.getUrlDecoder().decode(base64url.textValue());
    }
}
