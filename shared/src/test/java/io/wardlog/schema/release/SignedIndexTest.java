package io.wardlog.schema.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.wardlog.event.EventTimes;
import io.wardlog.keys.KeyPurpose;
import io.wardlog.keys.KeyRing;
import io.wardlog.keys.PrivateKeySigner;
import io.wardlog.keys.TrustedKey;
import io.wardlog.schema.SchemaIndex;
import io.wardlog.schema.SchemaSource;
import io.wardlog.schema.bundle.SignedBundle;
import io.wardlog.schema.release.IndexCheck.Result;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The signature of docs/vectors, which another implementation made, those that must not count, and every one beside it. */
class SignedIndexTest {
    private final JsonNode vector;
    private final byte[] bytes;
    private final byte[] index;
    private final PublicKey publicKey;
    private final TrustedKey key;

    SignedIndexTest() throws Exception {
        vector = new JsonMapper()
                .readTree(Path.of("../docs/vectors/schema-index.json").toFile());
        bytes = bytes(vector.get("signature"));
        index = vector.get("index").textValue().getBytes(StandardCharsets.UTF_8);
        publicKey = KeyFactory.getInstance("Ed25519")
                .generatePublic(new X509EncodedKeySpec(bytes(vector.get("releaseKeySpki"))));
        key = TrustedKey.of(publicKey, KeyPurpose.SCHEMA_RELEASE);
    }

    @Test
    void isReadAndWrittenByteForByte() throws Exception {
        SignedIndex signed = read(bytes);
        var privateKey = KeyFactory.getInstance("Ed25519")
                .generatePrivate(new PKCS8EncodedKeySpec(bytes(vector.get("releaseKeyPkcs8"))));

        assertThat(signed.body().canonical())
                .isEqualTo(vector.get("body").textValue().getBytes(StandardCharsets.UTF_8));
        assertThat(signed.encode()).isEqualTo(bytes);
        assertThat(SignedIndex.sign(
                                index,
                                EventTimes.readMicros(signed.body().signedAt()).orElseThrow(),
                                new PrivateKeySigner(new KeyPair(publicKey, privateKey)))
                        .encode())
                .isEqualTo(bytes);
        assertThat(check(bytes, index)).isInstanceOf(Result.Genuine.class);
    }

    @Test
    void whatMustNotCountDoesNot() {
        assertThat(vector.get("negative").size()).isGreaterThan(10);
        for (JsonNode negative : vector.get("negative")) {
            byte[] some = bytes(negative.get("signature"));
            assertThat(result(some))
                    .as(negative.get("name").textValue())
                    .isEqualTo(negative.get("result").textValue());
            assertThat(check(some, index)).as(negative.get("name").textValue()).isInstanceOf(Result.Refused.class);
        }
    }

    @Test
    void aKeyHasOnePurpose() {
        for (KeyPurpose purpose : KeyPurpose.values()) {
            assertThat(read(bytes).isSignedBy(new KeyRing(List.of(TrustedKey.of(publicKey, purpose)))))
                    .as(purpose.name())
                    .isEqualTo(purpose == KeyPurpose.SCHEMA_RELEASE);
        }
    }

    @Test
    void isNoBundleAndABundleIsNone() throws Exception {
        byte[] bundle = bytes(new JsonMapper()
                .readTree(Path.of("../docs/vectors/registry.json").toFile())
                .get("bundle"));
        assertThat(SignedIndex.decode(bundle)).isInstanceOf(SignedIndex.Reading.Refused.class);
        assertThat(SignedBundle.decode(bytes)).isInstanceOf(SignedBundle.Reading.Refused.class);
    }

    @Test
    void anotherIndexIsNotTheOneThatWasSigned() {
        byte[] longer = (vector.get("index").textValue() + "\n").getBytes(StandardCharsets.UTF_8);
        assertThat(check(bytes, longer))
                .isInstanceOfSatisfying(
                        Result.Refused.class,
                        refused -> assertThat(refused.problems())
                                .singleElement()
                                .asString()
                                .startsWith(
                                        "index.json is not the one that was signed at 2026-11-27T08:00:00.000000Z"));
    }

    /** No bit can be changed unnoticed, and nothing is thrown for any. */
    @Property(tries = 1_000)
    void everyChangedBitIsRefused(@ForAll int place, @ForAll @IntRange(max = 7) int bit) {
        byte[] changed = bytes.clone();
        changed[Math.floorMod(place, bytes.length)] ^= (byte) (1 << bit);

        assertThat(check(changed, index)).isInstanceOf(Result.Refused.class);
    }

    @Property(tries = 500)
    void noBytesMakeTheReaderThrow(@ForAll byte[] tail, @ForAll @IntRange(max = 60) int kept) {
        byte[] some = new byte[kept + tail.length];
        System.arraycopy(bytes, 0, some, 0, kept);
        System.arraycopy(tail, 0, some, kept, tail.length);

        assertThat(SignedIndex.decode(some)).isInstanceOf(SignedIndex.Reading.Refused.class);
    }

    private String result(byte[] some) {
        if (!(SignedIndex.decode(some) instanceof SignedIndex.Reading.Value value)) {
            return "refused";
        }
        return value.signed().isSignedBy(new KeyRing(List.of(key))) ? "signed" : "not_signed";
    }

    private Result check(byte[] signature, byte[] indexBytes) {
        SchemaSource source = path -> path.equals(SchemaIndex.FILE) ? indexBytes : signature;
        return IndexCheck.check(source, key);
    }

    private static SignedIndex read(byte[] some) {
        return ((SignedIndex.Reading.Value) SignedIndex.decode(some)).signed();
    }

    private static byte[] bytes(JsonNode base64url) {
        return Base64.getUrlDecoder().decode(base64url.textValue());
    }
}
