package io.wardlog.collector.archive.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.batch.BatchFrame;
import io.wardlog.chain.EventHash;
import io.wardlog.collector.archive.Row;
import io.wardlog.collector.consume.Checked;
import io.wardlog.collector.consume.Source;
import io.wardlog.collector.consume.StoredRecord;
import io.wardlog.collector.testkit.TestAgent;
import io.wardlog.collector.topic.Topics;
import io.wardlog.error.ErrorCode;
import io.wardlog.json.Jcs;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProofTableTest {
    private final TestAgent agent = TestAgent.create("tenant-a", "hospital-1", "gateway-1", 1);
    private final byte[] frame = agent.heartbeat("pump-1").heartbeat("pump-2").seal();
    private final ObjectNode proof = proof();
    private final ProofTable table = new ProofTable();

    @Test
    void takesAProofVerbatimUnderItsTenantHospitalAndDay() {
        Row row = ((Checked.Sound<Row>) check(agent.key(), Jcs.write(proof))).value();
        assertThat(row.folder()).isEqualTo("proofs/tenant=tenant-a/hospital=hospital-1/date=2026-11-02");
        assertThat((byte[]) row.values().get(0)).isEqualTo(Jcs.write(proof));
        assertThat(row.values()).hasSameSizeAs(table.columns());
    }

    @Test
    void eventHashesThatAreNotTheBatchsAreWrong() {
        ArrayNode hashes = (ArrayNode) proof.get("eventHashes");
        String first = hashes.get(0).textValue();
        hashes.set(0, (first.charAt(0) == '0' ? "1" : "0") + first.substring(1));
        assertWrong(ErrorCode.ROOT_MISMATCH);
        hashes.set(0, first.toUpperCase(java.util.Locale.ROOT) + "0");
        assertWrong(ErrorCode.COUNT_MISMATCH);
        hashes.set(0, first);
        hashes.add(first);
        assertWrong(ErrorCode.COUNT_MISMATCH);
        hashes.removeAll();
        assertWrong(ErrorCode.COUNT_MISMATCH);
        proof.remove("eventHashes");
        assertWrong(ErrorCode.COUNT_MISMATCH);
    }

    @Test
    void everyChangedByteButOneOfTheSignatureIsWrong() {
        byte[] sound = Jcs.write(proof);
        int signature = new String(sound, StandardCharsets.US_ASCII).indexOf("\"signature\":\"");
        for (int at = 0; at < signature; at++) {
            byte[] changed = sound.clone();
            changed[at] ^= 1;
            assertThat(check(agent.key(), changed)).as("byte " + at).isInstanceOf(Checked.Wrong.class);
        }
    }

    @Test
    void theKeyMustBeTheAgents() {
        assertThat(check("tenant-a/gateway-2", Jcs.write(proof))).isInstanceOf(Checked.Wrong.class);
    }

    private void assertWrong(ErrorCode code) {
        assertThat(check(agent.key(), Jcs.write(proof)))
                .isInstanceOfSatisfying(
                        Checked.Wrong.class, wrong -> assertThat(wrong.code()).isEqualTo(code));
    }

    private Checked<Row> check(String key, byte[] value) {
        return table.row(new StoredRecord(
                new Source(Topics.PROOFS, 0), 0, 0, key.getBytes(StandardCharsets.US_ASCII), value, List.of()));
    }

    private ObjectNode proof() {
        BatchFrame decoded = ((BatchFrame.Reading.Value) BatchFrame.decode(frame)).frame();
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("batchHash", agent.last(frame).batchHash().hex());
        ArrayNode hashes = node.putArray("eventHashes");
        decoded.items().forEach(item -> hashes.add(EventHash.of(item.event()).hex()));
        node.put("header", Base64.getUrlEncoder().withoutPadding().encodeToString(decoded.header()));
        node.put("signature", Base64.getUrlEncoder().withoutPadding().encodeToString(decoded.signature()));
        return node;
    }
}
