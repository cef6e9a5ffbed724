package io.wardlog.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wardlog.chain.ChainHead;
import io.wardlog.chain.ChainId;
import io.wardlog.chain.EventHash;
import io.wardlog.disclosure.Disclosure;
import io.wardlog.disclosure.SealContext;
import io.wardlog.disclosure.Unsealer;
import io.wardlog.event.Event;
import io.wardlog.hash.Hash;
import io.wardlog.keys.KeyPurpose;
import io.wardlog.keys.KeyRing;
import io.wardlog.keys.PrivateKeySigner;
import io.wardlog.keys.TrustedKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The vectors of docs/vectors, which another implementation made: every format of version 1, and what must be refused. */
class GoldenVectorsTest {

    private static final Path VECTORS = Path.of("../docs/vectors");

    @Test
    void chain() throws Exception {
        JsonNode vector = read("chain.json");
        JsonNode identity = vector.get("identity");
        ChainId chain = new ChainId(
                identity.get("tenantId").textValue(),
                identity.get("hospitalId").textValue(),
                identity.get("agentId").textValue(),
                identity.get("epoch").textValue(),
                identity.get("deviceId").textValue());
        ChainHead head = ChainHead.genesis(chain);
        assertThat(head.eventHash().hex()).isEqualTo(vector.get("genesis").textValue());
        for (JsonNode item : vector.get("events")) {
            byte[] canonical = utf8(item.get("canonical"));
            Event event = ((Event.Reading.Value) Event.read(canonical)).event();
            assertThat(ChainId.of(event)).isEqualTo(chain);
            assertThat(head.isFollowedBy(event.sequenceNumber(), event.prevHash()))
                    .isTrue();
            assertThat(event.hasItsChecksum()).isTrue();
            head = head.next(EventHash.of(canonical));
            assertThat(head.eventHash().hex()).isEqualTo(item.get("hash").textValue());
        }
    }

    @Test
    void disclosureAndSealedBlock() throws Exception {
        JsonNode vector = read("disclosure.json");
        Disclosure disclosure =
                Disclosure.of(bytes(vector.get("salt")), vector.get("pointer").textValue(), vector.get("value"));
        assertThat(disclosure.encoded()).isEqualTo(vector.get("disclosure").textValue());
        assertThat(disclosure.digest()).isEqualTo(vector.get("digest").textValue());

        byte[] canonical = utf8(read("chain.json").at("/events/2/canonical"));
        Event event = ((Event.Reading.Value) Event.read(canonical)).event();
        KeyFactory x25519 = KeyFactory.getInstance("X25519");
        PublicKey publicKey = x25519.generatePublic(new X509EncodedKeySpec(bytes(vector.get("sealKeySpki"))));
        PrivateKey privateKey = x25519.generatePrivate(new PKCS8EncodedKeySpec(bytes(vector.get("sealKeyPkcs8"))));
        Unsealer.Result result =
                new Unsealer(publicKey, privateKey).open(bytes(vector.get("sealedBlock")), SealContext.of(event));
        List<Disclosure> opened = ((Unsealer.Result.Opened) result).disclosures();
        assertThat(opened).hasSize(1);
        assertThat(opened.get(0).encoded()).isEqualTo(disclosure.encoded());
        assertThat(opened.get(0).belongsTo(event.tree())).isTrue();
    }

    @Test
    void batch() throws Exception {
        JsonNode vector = read("batch.json");
        byte[] bytes = bytes(vector.get("frame"));
        BatchFrame frame = ((BatchFrame.Reading.Value) BatchFrame.decode(bytes)).frame();
        assertThat(frame.header()).isEqualTo(utf8(vector.get("header")));
        assertThat(frame.encode(Compression.NONE)).isEqualTo(bytes);

        BatchCheck.Result.Sound sound = (BatchCheck.Result.Sound) new BatchCheck(agentKeys(vector)).check(frame);
        BatchHeader header = sound.header();
        assertThat(sound.batchHash().hex()).isEqualTo(vector.get("batchHash").textValue());
        assertThat(header.hash()).isEqualTo(sound.batchHash());
        assertThat(header.canonical()).isEqualTo(frame.header());
        assertThat(header.agent().genesis().hex())
                .isEqualTo(vector.get("batchGenesis").textValue());
        assertThat(header.position().prevBatchHash()).isEqualTo(header.agent().genesis());
        assertThat(header.eventRoot().hex()).isEqualTo(vector.get("eventRoot").textValue());

        Hash last = sound.hashes().get(2);
        ChainHeads heads = ChainHeads.of(new TreeMap<>(Map.of("pump-017", new ChainHead(3, last))));
        assertThat(header.heads()).contains(heads);

        PublicKey publicKey = ed25519(vector.get("agentKeySpki"));
        PrivateKey privateKey = KeyFactory.getInstance("Ed25519")
                .generatePrivate(new PKCS8EncodedKeySpec(bytes(vector.get("agentKeyPkcs8"))));
        assertThat(header.sign(new PrivateKeySigner(new KeyPair(publicKey, privateKey))))
                .isEqualTo(bytes(vector.get("signature")));
    }

    @Test
    void framesThatAreRefused() throws Exception {
        JsonNode vector = read("batch.json");
        BatchCheck check = new BatchCheck(agentKeys(vector));
        for (JsonNode negative : vector.get("negative")) {
            assertThat(codeOf(check, bytes(negative.get("frame"))))
                    .as(negative.get("name").textValue())
                    .isEqualTo(negative.get("code").textValue());
        }
        assertThat(vector.get("negative")).hasSizeGreaterThanOrEqualTo(8);
    }

    @Test
    void noBitOfABatchIsChangedUnnoticed() throws Exception {
        byte[] frame = bytes(read("batch.json").get("frame"));
        for (int bit = 0; bit < frame.length * Byte.SIZE; bit++) {
            assertThat(BatchFrame.decode(flipped(frame, bit)))
                    .as("bit %d", bit)
                    .isInstanceOf(BatchFrame.Reading.Refused.class);
        }
    }

    /** One or two bits of each byte: a signature takes a millisecond. */
    @Test
    void noByteOfAReceiptIsChangedUnnoticed() throws Exception {
        JsonNode vector = read("receipt.json");
        KeyRing keys = new KeyRing(
                List.of(TrustedKey.of(ed25519(vector.get("receiptKeySpki")), KeyPurpose.COLLECTOR_RECEIPT)));
        byte[] frame = bytes(vector.get("receiptFrame"));
        for (int bit = 0; bit < frame.length * Byte.SIZE; bit += 7) {
            boolean isBelieved = SignedAnswer.decode(SignedAnswer.Kind.RECEIPT, flipped(frame, bit))
                            instanceof SignedAnswer.Reading.Value decoded
                    && Receipt.read(decoded.answer().body()) instanceof Receipt.Reading.Value read
                    && decoded.answer().isSignedBy(read.receipt().issuer(), keys);
            assertThat(isBelieved).as("bit %d", bit).isFalse();
        }
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        byte[] other = bytes.clone();
        other[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
        return other;
    }

    @Test
    void receiptAndHead() throws Exception {
        JsonNode vector = read("receipt.json");
        KeyRing keys = new KeyRing(
                List.of(TrustedKey.of(ed25519(vector.get("receiptKeySpki")), KeyPurpose.COLLECTOR_RECEIPT)));

        SignedAnswer receiptAnswer = answer(SignedAnswer.Kind.RECEIPT, vector.get("receiptFrame"));
        Receipt receipt = ((Receipt.Reading.Value) Receipt.read(receiptAnswer.body())).receipt();
        assertThat(receiptAnswer.body()).isEqualTo(utf8(vector.get("receipt")));
        assertThat(receipt.canonical()).isEqualTo(receiptAnswer.body());
        assertThat(receiptAnswer.isSignedBy(receipt.issuer(), keys)).isTrue();
        assertThat(receipt.quarantined()).containsExactly(new QuarantineMark(1, "schema_violation"));

        SignedAnswer headAnswer = answer(SignedAnswer.Kind.HEAD, vector.get("headFrame"));
        SignedHead head = ((SignedHead.Reading.Value) SignedHead.read(headAnswer.body())).head();
        assertThat(head.canonical()).isEqualTo(utf8(vector.get("head")));
        assertThat(headAnswer.isSignedBy(head.issuer(), keys)).isTrue();
        assertThat(head.confirmed().orElseThrow().status()).isEqualTo(ConfirmedHead.Status.GAP);
        assertThat(SignedAnswer.decode(SignedAnswer.Kind.RECEIPT, headAnswer.encode()))
                .isInstanceOf(SignedAnswer.Reading.Refused.class);
    }

    private static String codeOf(BatchCheck check, byte[] bytes) {
        if (BatchFrame.decode(bytes) instanceof BatchFrame.Reading.Value value) {
            BatchCheck.Result result = check.check(value.frame());
            assertThat(result).isInstanceOf(BatchCheck.Result.Refused.class);
            return ((BatchCheck.Result.Refused) result).code().code();
        }
        return ((BatchFrame.Reading.Refused) BatchFrame.decode(bytes)).code().code();
    }

    private static SignedAnswer answer(SignedAnswer.Kind kind, JsonNode bytes) {
        SignedAnswer answer = ((SignedAnswer.Reading.Value) SignedAnswer.decode(kind, bytes(bytes))).answer();
        assertThat(answer.encode()).isEqualTo(bytes(bytes));
        return answer;
    }

    private static KeyRing agentKeys(JsonNode vector) throws Exception {
        return new KeyRing(List.of(TrustedKey.of(ed25519(vector.get("agentKeySpki")), KeyPurpose.AGENT_BATCH)));
    }

    private static PublicKey ed25519(JsonNode spki) throws Exception {
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(bytes(spki)));
    }

    private static JsonNode read(String file) throws IOException {
        return new ObjectMapper().readTree(VECTORS.resolve(file).toFile());
    }

    private static byte[] bytes(JsonNode base64url) {
        return Base64.getUrlDecoder().decode(base64url.textValue());
    }

    private static byte[] utf8(JsonNode text) {
        return text.textValue().getBytes(StandardCharsets.UTF_8);
    }
}
