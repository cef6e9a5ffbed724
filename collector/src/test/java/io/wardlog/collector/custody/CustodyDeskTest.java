package io.wardlog.collector.custody;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wardlog.batch.BatchFrame;
import io.wardlog.batch.Compression;
import io.wardlog.collector.examine.ContentCheck;
import io.wardlog.collector.ingest.Admission;
import io.wardlog.collector.ingest.AdmissionDesk;
import io.wardlog.collector.ingest.AnswerSigner;
import io.wardlog.collector.register.AgentRegister;
import io.wardlog.collector.testkit.TestAgent;
import io.wardlog.collector.topic.OutgoingRecord;
import io.wardlog.collector.topic.Topics;
import io.wardlog.disclosure.SealKey;
import io.wardlog.keys.KeyPurpose;
import io.wardlog.keys.KeyRing;
import io.wardlog.keys.PrivateKeySigner;
import io.wardlog.keys.TrustedKey;
import io.wardlog.schema.SchemaRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CustodyDeskTest {
    private static final Instant NOW = Instant.parse("2026-11-02T07:15:01Z");

    private final TestAgent agent = TestAgent.create("tenant-a", "hospital-1", "gateway-1", 1);
    private final TestAgent neighbour = TestAgent.create("tenant-b", "hospital-1", "gateway-1", 2);
    private final KeyPair collectorKeys = TestAgent.newKeys();
    private final AgentRegister register;
    private final ContentCheck content = new ContentCheck(SchemaRegistry.builtIn());
    private final MapLedgerStore store = new MapLedgerStore();
    private final CustodyDesk desk;
    private final AdmissionDesk ingest;

    CustodyDeskTest() throws NoSuchAlgorithmException {
        SealKey sealKey = new SealKey(
                KeyPairGenerator.getInstance("X25519").generateKeyPair().getPublic());
        register = new AgentRegister(
                List.of(agent.registered(), neighbour.registered()), Map.of("tenant-a", sealKey, "tenant-b", sealKey));
        KeyRing collectors =
                new KeyRing(List.of(TrustedKey.of(collectorKeys.getPublic(), KeyPurpose.COLLECTOR_RECEIPT)));
        desk = new CustodyDesk(
                () -> register,
                new ReceiptCheck(collectors),
                content,
                new EventSeals(() -> register, new SecureRandom()),
                new CustodyMetrics(new SimpleMeterRegistry()));
        ingest = new AdmissionDesk(
                content,
                new AnswerSigner(
                        "collector-1",
                        new PrivateKeySigner(collectorKeys),
                        key -> Optional.empty(),
                        InstantSource.fixed(NOW)),
                InstantSource.system());
    }

    @Test
    void aBatchBecomesEventsDisclosuresLeavesAProofAndAStanding() {
        byte[] frame = agent.heartbeat("pump-1")
                .heartbeat("pump-2")
                .heartbeat("pump-1")
                .seal();
        List<OutgoingRecord> records = take(frame);
        assertThat(values(records, Topics.EVENTS)).hasSize(3);
        assertThat(values(records, Topics.DISCLOSURES)).hasSize(3);
        assertThat(values(records, Topics.PROOFS)).hasSize(1);
        assertThat(values(records, Topics.ALERTS)).isEmpty();
        assertThat(values(records, Topics.LEAVES)).hasSize(4);
        assertThat(values(records, Topics.LEAVES).stream().map(leaf -> (int) leaf[0]))
                .containsExactly(1, 1, 1, 2);
        OutgoingRecord event = of(records, Topics.EVENTS).get(1);
        assertThat(new String(event.key(), StandardCharsets.UTF_8)).isEqualTo("tenant-a/pump-2");
        assertThat(event.headers()).doesNotContainKey("quarantine");
        assertThat(text(event, "verdict")).isEqualTo("ok");
        assertThat(text(event, "index")).isEqualTo("1");
        JsonNode standing = json(values(records, Topics.AGENTS).get(0));
        assertThat(standing.get("batchSequence").asLong()).isEqualTo(1);
        assertThat(standing.get("status").asText()).isEqualTo("ok");
    }

    @Test
    void aResentBatchPublishesNothingAgain() {
        byte[] frame = agent.heartbeat("pump-1").seal();
        take(frame);
        assertThat(take(frame)).allMatch(record -> record.topic().equals(Topics.AGENTS));
    }

    @Test
    void whatTheSchemaDoesNotVouchForLeavesOnlySealed() {
        byte[] frame = agent.event("pump-1", event -> event.put("message", "Mrs Smith is in pain"))
                .event("pump-1", event -> event.put("eventType", "device.unheard_of"))
                .heartbeat("pump-1")
                .seal();
        List<OutgoingRecord> events = of(take(frame), Topics.EVENTS);
        assertThat(text(events.get(0), "quarantine")).isEqualTo("phi_in_clear");
        assertThat(text(events.get(1), "quarantine")).isEqualTo("unknown_event_type");
        for (OutgoingRecord sealed : events.subList(0, 2)) {
            JsonNode value = json(sealed.value());
            assertThat(value.properties())
                    .extracting(Map.Entry::getKey)
                    .containsExactly("hash", "quarantine", "sealedEvent");
            assertThat(value.get("hash").asText()).isEqualTo(text(sealed, "hash"));
        }
        assertThat(new String(events.get(0).value(), StandardCharsets.UTF_8)).doesNotContain("Smith");
        assertThat(events.get(2).headers()).doesNotContainKey("quarantine");
    }

    @Test
    void aGenuineBatchWithoutAGenuineReceiptIsQuarantinedAndReported() {
        byte[] frame = agent.heartbeat("pump-1").seal();
        List<OutgoingRecord> records =
                desk.process(new InboundRecord(0, 1, bytes(agent.key()), frame, new byte[] {1}), store, NOW);
        assertThat(text(of(records, Topics.EVENTS).get(0), "quarantine")).isEqualTo("receipt_invalid");
        assertThat(alertCodes(records)).containsExactly("receipt_invalid");
    }

    @Test
    void anotherAgentsBatchUnderThisKeyIsDeadLettered() {
        byte[] frame = neighbour.heartbeat("pump-1").seal();
        List<OutgoingRecord> records =
                desk.process(new InboundRecord(0, 1, bytes(agent.key()), frame, null), store, NOW);
        assertDead(records, "signature_invalid");
        assertThat(desk.process(new InboundRecord(0, 2, bytes("nobody/at-all"), frame, null), store, NOW))
                .extracting(OutgoingRecord::topic)
                .containsExactly(Topics.DEAD_LETTERS, Topics.ALERTS);
    }

    @Test
    void aForgedSignatureIsDeadLetteredAndItsBytesAreSealed() {
        byte[] frame = agent.heartbeat("pump-1").seal(new PrivateKeySigner(TestAgent.newKeys()), Compression.NONE);
        List<OutgoingRecord> records =
                desk.process(new InboundRecord(3, 17, bytes(agent.key()), frame, null), store, NOW);
        assertDead(records, "signature_invalid");
        OutgoingRecord letter = of(records, Topics.DEAD_LETTERS).get(0);
        assertThat(text(letter, "origin-partition")).isEqualTo("3");
        assertThat(text(letter, "origin-offset")).isEqualTo("17");
        assertThat(new String(letter.value(), StandardCharsets.ISO_8859_1)).doesNotContain("pump-1");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noByteOfARecordCanBeChangedUnnoticedAndNoneCanStopCustody(boolean isChecksumMadeToFit) {
        byte[] frame = agent.heartbeat("pump-1")
                .heartbeat("pump-2")
                .seal(new PrivateKeySigner(agent.keys()), Compression.NONE);
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            byte[] altered = frame.clone();
            altered[random.nextInt(altered.length - 4)] ^= (byte) (1 << random.nextInt(8));
            if (isChecksumMadeToFit) {
                CRC32C crc = new CRC32C();
                crc.update(altered, 0, altered.length - 4);
                ByteBuffer.wrap(altered).putInt(altered.length - 4, (int) crc.getValue());
            }
            assertNoticed(altered, frame, i);
        }
        assertThat(desk.process(new InboundRecord(0, 1, null, null, null), store, NOW))
                .hasSize(2);
        assertThat(desk.process(new InboundRecord(0, 1, bytes(agent.key()), null, null), store, NOW))
                .hasSize(2);
    }

    /** A changed record is dead, unless only a sealed block was changed: no hash or signature covers that, its own tag does. */
    private void assertNoticed(byte[] altered, byte[] original, int offset) {
        List<OutgoingRecord> records =
                desk.process(new InboundRecord(0, offset, bytes(agent.key()), altered, null), store, NOW);
        boolean isEventsUntouched = BatchFrame.decode(altered) instanceof BatchFrame.Reading.Value read
                && Arrays.equals(header(altered), header(original))
                && Arrays.equals(
                        ((BatchFrame.Reading.Value) BatchFrame.decode(original))
                                .frame()
                                .signature(),
                        read.frame().signature())
                && events(altered).equals(events(original));
        if (!isEventsUntouched) {
            assertThat(records).extracting(OutgoingRecord::topic).containsExactly(Topics.DEAD_LETTERS, Topics.ALERTS);
        }
    }

    private static byte[] header(byte[] frame) {
        return ((BatchFrame.Reading.Value) BatchFrame.decode(frame)).frame().header();
    }

    private static List<String> events(byte[] frame) {
        return ((BatchFrame.Reading.Value) BatchFrame.decode(frame))
                .frame().items().stream()
                        .map(item -> new String(item.event(), StandardCharsets.UTF_8))
                        .toList();
    }

    private List<OutgoingRecord> take(byte[] frame) {
        Admission admission = ingest.admit(agent.registered(), frame);
        byte[] receipt = admission.fold(batch -> batch.receipt(), problem -> {
            throw new AssertionError(problem);
        });
        return desk.process(new InboundRecord(0, 0, bytes(agent.key()), frame, receipt), store, NOW);
    }

    private void assertDead(List<OutgoingRecord> records, String code) {
        assertThat(records).extracting(OutgoingRecord::topic).containsExactly(Topics.DEAD_LETTERS, Topics.ALERTS);
        assertThat(text(records.get(0), "reason")).startsWith(code + ": ");
        assertThat(alertCodes(records)).containsExactly(code);
        assertThat(store.size()).isZero();
    }

    private static List<String> alertCodes(List<OutgoingRecord> records) {
        return values(records, Topics.ALERTS).stream()
                .map(alert -> json(alert).get("code").asText())
                .toList();
    }

    private static List<OutgoingRecord> of(List<OutgoingRecord> records, String topic) {
        return records.stream().filter(record -> record.topic().equals(topic)).toList();
    }

    private static List<byte[]> values(List<OutgoingRecord> records, String topic) {
        return of(records, topic).stream().map(OutgoingRecord::value).toList();
    }

    private static String text(OutgoingRecord record, String header) {
        return new String(record.headers().get(header), StandardCharsets.UTF_8);
    }

    private static JsonNode json(byte[] bytes) {
        try {
            return new ObjectMapper().readTree(bytes);
        } catch (IOException notJson) {
            throw new AssertionError(notJson);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
