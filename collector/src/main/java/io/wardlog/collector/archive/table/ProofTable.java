package io.wardlog.collector.archive.table;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.batch.BatchHeader;
import io.wardlog.collector.archive.ArchiveTable;
import io.wardlog.collector.archive.Column;
import io.wardlog.collector.archive.Column.Kind;
import io.wardlog.collector.archive.Row;
import io.wardlog.collector.consume.Checked;
import io.wardlog.collector.consume.RecordKey;
import io.wardlog.collector.consume.StoredRecord;
import io.wardlog.collector.topic.Topics;
import io.wardlog.error.ErrorCode;
import io.wardlog.hash.Hash;
import io.wardlog.json.Jcs;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import io.wardlog.merkle.MerkleTree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Proofs of batches, exactly as {@code wardlog.proofs.v1} carries them. Files lie under {@code
 * proofs/tenant=…/hospital=…/date=…}, the date being the batch's {@code sealedAt}.
 */
public final class ProofTable implements ArchiveTable {

    /** The column with the record's exact bytes. */
    public static final Column PROOF = Column.required("proof", Kind.TEXT);

    public static final Column OFFSET = EventTable.OFFSET;

    private static final List<Column> COLUMNS = List.of(
            PROOF,
            Column.required("batchHash", Kind.TEXT),
            Column.required("tenantId", Kind.TEXT),
            Column.required("hospitalId", Kind.TEXT),
            Column.required("agentId", Kind.TEXT),
            Column.required("epoch", Kind.TEXT),
            Column.required("batchSequence", Kind.INTEGER),
            Column.required("eventCount", Kind.INTEGER),
            Column.required("sealedAt", Kind.TEXT),
            Column.required("kafkaPartition", Kind.INTEGER),
            OFFSET);

    @Override
    public String topic() {
        return Topics.PROOFS;
    }

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public Checked<Row> row(StoredRecord stored) {
        if (stored.value() == null
                || !(StrictJson.read(stored.value(), JsonLimits.DOCUMENT) instanceof JsonReading.Value json)) {
            return wrong(ErrorCode.MALFORMED_JSON, "the proof is not JSON");
        }
        if (!Arrays.equals(Jcs.write(json.node()), stored.value())) {
            return wrong(ErrorCode.NOT_CANONICAL, "the proof is not canonical");
        }
        byte[] headerBytes = header(json.node());
        if (!(BatchHeader.read(headerBytes) instanceof BatchHeader.Reading.Value value)) {
            return wrong(ErrorCode.HEADER_INVALID, "the proof holds no batch header");
        }
        BatchHeader header = value.header();
        RecordKey key = new RecordKey(header.agent().tenantId(), header.agent().agentId());
        if (!RecordKey.read(stored.key()).filter(key::equals).isPresent()) {
            return wrong(ErrorCode.IDENTITY_MISMATCH, "the key names another tenant or agent than the batch");
        }
        if (!header.hash().hex().equals(json.node().path("batchHash").textValue())) {
            return wrong(ErrorCode.HASH_MISMATCH, "the batch hash is not the header's");
        }
        List<Hash> eventHashes = eventHashes(json.node().path("eventHashes"));
        if (eventHashes.size() != header.position().count()) {
            return wrong(ErrorCode.COUNT_MISMATCH, "the proof and the header count different events");
        }
        if (!MerkleTree.rootOfHashes(eventHashes).equals(header.eventRoot())) {
            return wrong(ErrorCode.ROOT_MISMATCH, "the event hashes do not give the header's eventRoot");
        }
        return new Checked.Sound<>(row(stored, header));
    }

    private static Row row(StoredRecord stored, BatchHeader header) {
        String sealedAt = header.condition().sealedAt();
        String folder = "proofs/tenant=" + header.agent().tenantId() + "/hospital="
                + header.agent().hospitalId() + "/date=" + sealedAt.substring(0, 10);
        return Row.of(
                folder,
                stored.value(),
                text(header.hash().hex()),
                text(header.agent().tenantId()),
                text(header.agent().hospitalId()),
                text(header.agent().agentId()),
                text(header.agent().epoch()),
                header.position().batchSequence(),
                (long) header.position().count(),
                text(sealedAt),
                (long) stored.source().partition(),
                stored.offset());
    }

    /** The hashes up to the first that is none. */
    private static List<Hash> eventHashes(JsonNode array) {
        List<Hash> hashes = new ArrayList<>();
        for (JsonNode hash : array) {
            if (!hash.isTextual() || !Hash.isHex(hash.textValue())) {
                return hashes;
            }
            hashes.add(Hash.fromHex(hash.textValue()));
        }
        return hashes;
    }

    private static byte[] header(JsonNode proof) {
        try {
            return Base64.getUrlDecoder().decode(proof.path("header").asText());
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }

    private static byte[] text(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    private static Checked<Row> wrong(ErrorCode code, String detail) {
        return new Checked.Wrong<>(code, detail);
    }
}
