package io.wardlog.schema.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.wardlog.keys.KeyPurpose;
import io.wardlog.keys.KeyRing;
import io.wardlog.keys.PrivateKeySigner;
import io.wardlog.keys.TrustedKey;
import io.wardlog.schema.EventSchema;
import io.wardlog.schema.SchemaRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The bundle of docs/vectors, which another implementation made, the ones that must be refused, and every one beside it. */
class BundleVectorTest {
    private final JsonNode vector;
    private final byte[] bytes;
    private final PublicKey publicKey;
    private final BundleCheck check;

    BundleVectorTest() throws Exception {
        vector = new JsonMapper()
                .readTree(Path.of("../docs/vectors/registry.json").toFile());
        bytes = bytes(vector.get("bundle"));
        publicKey = KeyFactory.getInstance("Ed25519")
                .generatePublic(new X509EncodedKeySpec(bytes(vector.get("registryKeySpki"))));
        KeyRing keys = new KeyRing(List.of(TrustedKey.of(publicKey, KeyPurpose.SCHEMA_REGISTRY)));
        check = new BundleCheck("acme-health", keys, SchemaRegistry.builtIn());
    }

    @Test
    void isReadAndWrittenByteForByte() throws Exception {
        SignedBundle signed = ((SignedBundle.Reading.Value) SignedBundle.decode(bytes)).signed();
        var privateKey = KeyFactory.getInstance("Ed25519")
                .generatePrivate(new PKCS8EncodedKeySpec(bytes(vector.get("registryKeyPkcs8"))));

        assertThat(signed.bundle().canonical())
                .isEqualTo(vector.get("body").textValue().getBytes(StandardCharsets.UTF_8));
        assertThat(signed.encode()).isEqualTo(bytes);
        assertThat(signed.sha256().hex()).isEqualTo(vector.get("sha256").textValue());
        assertThat(SignedBundle.sign(signed.bundle(), new PrivateKeySigner(new KeyPair(publicKey, privateKey)))
                        .encode())
                .isEqualTo(bytes);
    }

    @Test
    void bringsItsTypesBesideThoseOfTheProduct() {
        BundleCheck.Result.Newer newer = (BundleCheck.Result.Newer) check.check(bytes, Optional.empty());

        assertThat(newer.registry().find("x_acme.tablet_docked", 1))
                .map(EventSchema::phi)
                .hasValueSatisfying(places ->
                        assertThat(places).anyMatch(place -> place.toString().equals("/payload/nurse")));
        assertThat(newer.registry().eventTypes())
                .containsAll(SchemaRegistry.builtIn().eventTypes());
        assertThat(SchemaRegistry.builtIn().knows("x_acme.tablet_docked")).isFalse();
        assertThat(check.check(bytes, Optional.of(newer.signed()))).isInstanceOf(BundleCheck.Result.Same.class);
    }

    @Test
    void whatMustBeRefusedIsRefusedWithItsCode() {
        assertThat(vector.get("negative").size()).isGreaterThan(8);
        for (JsonNode negative : vector.get("negative")) {
            assertThat(code(bytes(negative.get("bundle"))))
                    .as(negative.get("name").textValue())
                    .isEqualTo(negative.get("code").textValue());
        }
    }

    /** No bit of a bundle can be changed unnoticed, and nothing is thrown for any. */
    @Property(tries = 2_000)
    void everyChangedBitIsRefused(@ForAll int place, @ForAll @IntRange(max = 7) int bit) {
        byte[] changed = bytes.clone();
        changed[Math.floorMod(place, bytes.length)] ^= (byte) (1 << bit);

        assertThat(check.check(changed, Optional.empty())).isInstanceOf(BundleCheck.Result.Refused.class);
    }

    @Property(tries = 500)
    void noBytesMakeTheReaderThrow(@ForAll byte[] tail, @ForAll @IntRange(max = 60) int kept) {
        byte[] some = new byte[kept + tail.length];
        System.arraycopy(bytes, 0, some, 0, kept);
        System.arraycopy(tail, 0, some, kept, tail.length);

        assertThat(SignedBundle.decode(some)).isInstanceOf(SignedBundle.Reading.Refused.class);
    }

    private String code(byte[] bundle) {
        BundleCheck.Result result = check.check(bundle, Optional.empty());
        return result instanceof BundleCheck.Result.Refused refused
                ? refused.code().code()
                : "accepted";
    }

    private static byte[] bytes(JsonNode base64url) {
        return Base64.getUrlDecoder().decode(base64url.textValue());
    }
}
