package io.wardlog.disclosure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Base64;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class DisclosureTest {

    private static final SealContext CONTEXT =
            new SealContext("acme", "gw-1", "pump-1", "epoch", "01938a6e-3c01-7000-8000-000000000001");

    private final SecureRandom random = new SecureRandom();

    private byte[] salt() {
        byte[] salt = new byte[Disclosure.SALT_LENGTH];
        random.nextBytes(salt);
        return salt;
    }

    @Test
    void outermostMarkedValueWinsAndNothingIsNested() throws Exception {
        ObjectNode envelope = (ObjectNode) new ObjectMapper()
                .readTree("{\"payload\":{\"patient\":{\"name\":\"X\",\"id\":\"7\"},\"list\":[1,\"p\"]}}");
        List<Disclosure> disclosures = new Redactor(this::salt)
                .redact(
                        envelope,
                        List.of("/payload/patient/name", "/payload/patient", "/payload/list/1", "/payload/none"));
        assertThat(disclosures).extracting(Disclosure::pointer).containsExactly("/payload/list/1", "/payload/patient");
        assertThat(envelope.toString()).doesNotContain("\"X\"", "\"7\"", "\"p\"");
        assertThat(disclosures).allMatch(disclosure -> disclosure.belongsTo(envelope));
    }

    @Test
    void nothingIsSealedToAKeyWhoseSecretEverybodyKnows() throws Exception {
        KeyFactory factory = KeyFactory.getInstance("X25519");
        for (BigInteger point : List.of(BigInteger.ZERO, BigInteger.ONE)) {
            PublicKey key = factory.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, point));
            assertThatThrownBy(() -> new SealKey(key))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("small order");
        }
    }

    @Test
    void aDisclosureBelongsOnlyToItsPlace() throws Exception {
        ObjectNode envelope = (ObjectNode) new ObjectMapper().readTree("{\"payload\":{\"a\":\"same\",\"b\":\"same\"}}");
        List<Disclosure> disclosures = new Redactor(this::salt).redact(envelope, List.of("/payload/a", "/payload/b"));
        ObjectNode swapped = envelope.deepCopy();
        ObjectNode payload = (ObjectNode) swapped.get("payload");
        var a = payload.get("a");
        payload.set("a", payload.get("b"));
        payload.set("b", a);
        assertThat(disclosures).noneMatch(disclosure -> disclosure.belongsTo(swapped));
        ((ObjectNode) envelope.at("/payload/a")).put("more", 1);
        assertThat(disclosures.get(0).belongsTo(envelope)).isFalse();
    }

    @Test
    void rawBytesKeepTheFirst64KiB() throws Exception {
        byte[] original = new byte[70_000];
        Disclosure disclosure = RawBytes.disclose(salt(), original);
        assertThat(Base64.getUrlDecoder().decode(disclosure.value().textValue()))
                .hasSize(RawBytes.MAX_LENGTH);
        ObjectNode envelope = (ObjectNode) new ObjectMapper().readTree("{\"source\":{}}");
        ((ObjectNode) envelope.get("source")).put("rawDigest", disclosure.digest());
        assertThat(disclosure.belongsTo(envelope)).isTrue();
    }

    @Property(tries = 2_000)
    void anyTextIsAnsweredWithAValue(@ForAll String text) {
        assertThat(Disclosure.read(text)).isInstanceOf(Disclosure.Reading.class);
    }

    @Test
    void refusesOtherSpellings() {
        String encoded = Disclosure.of(new byte[16], "/payload/a", new ObjectMapper().valueToTree("v"))
                .encoded();
        assertThat(Disclosure.read(encoded)).isInstanceOf(Disclosure.Reading.Value.class);
        assertThat(Disclosure.read(encoded + "=")).isInstanceOf(Disclosure.Reading.Refused.class);
        for (String json : new String[] {
            "[\"AAAAAAAAAAAAAAAAAAAAAA\", \"/a\",1]", "[\"AAAA\",\"/a\",1]", "[\"AAAAAAAAAAAAAAAAAAAAAA\",\"a\",1]",
            "[\"AAAAAAAAAAAAAAAAAAAAAA\",\"/a\"]", "{}", "[\"AAAAAAAAAAAAAAAAAAAAAB\",\"/a\",1]"
        }) {
            String text = Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
            assertThat(Disclosure.read(text)).as(json).isInstanceOf(Disclosure.Reading.Refused.class);
        }
    }

    @Test
    void opensOnlyWithItsKeyForItsEventAndUnchanged() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("X25519").generateKeyPair();
        KeyPair other = KeyPairGenerator.getInstance("X25519").generateKeyPair();
        Sealer sealer = new Sealer(new SealKey(pair.getPublic()), "acme", "gw-1", random);
        Disclosure disclosure = Disclosure.of(salt(), "/payload/a", new ObjectMapper().valueToTree("v"));
        byte[] block = sealer.seal(List.of(disclosure), CONTEXT);
        Unsealer unsealer = new Unsealer(pair.getPublic(), pair.getPrivate());

        assertThat(((Unsealer.Result.Opened) unsealer.open(block, CONTEXT)).disclosures())
                .extracting(Disclosure::encoded)
                .containsExactly(disclosure.encoded());
        SealContext otherEvent = new SealContext("acme", "gw-1", "pump-2", "epoch", CONTEXT.eventId());
        assertThat(unsealer.open(block, otherEvent)).isInstanceOf(Unsealer.Result.Refused.class);
        assertThat(new Unsealer(other.getPublic(), other.getPrivate()).open(block, CONTEXT))
                .isInstanceOf(Unsealer.Result.Refused.class);
        for (int i = 0; i < block.length; i++) {
            byte[] changed = block.clone();
            changed[i] ^= 1;
            assertThat(unsealer.open(changed, CONTEXT)).as("byte %d", i).isInstanceOf(Unsealer.Result.Refused.class);
        }
        assertThat(sealer.seal(List.of(disclosure), CONTEXT)).isNotEqualTo(block);
        assertThat(sealer.seal(List.of(), CONTEXT)).isEmpty();
    }
}
