package io.wardlog.collector.archive.table;

import io.wardlog.collector.archive.ArchiveTable;
import io.wardlog.collector.archive.Column;
import io.wardlog.collector.archive.Column.Kind;
import io.wardlog.collector.archive.Row;
import io.wardlog.collector.consume.Checked;
import io.wardlog.collector.consume.RecordKey;
import io.wardlog.collector.consume.StoredRecord;
import io.wardlog.collector.topic.RecordHeaders;
import io.wardlog.collector.topic.Topics;
import io.wardlog.error.ErrorCode;
import io.wardlog.hash.Hash;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * Sealed disclosures, under {@code disclosures/tenant=…/date=…} so that they can have a retention of their own; the date
 * is the Kafka record's. Nothing here can be read without the tenant's seal key.
 */
public final class DisclosureTable implements ArchiveTable {

    /** Version, seal key id, wrapped data key, nonce and tag of a block around nothing (docs/formats.md section 4). */
    private static final int SMALLEST_BLOCK = 1 + 32 + 80 + 12 + 16;

    private static final List<Column> COLUMNS = List.of(
            Column.required("sealed", Kind.BYTES),
            Column.required("hash", Kind.TEXT),
            Column.required("tenantId", Kind.TEXT),
            Column.required("deviceId", Kind.TEXT),
            Column.required("eventId", Kind.TEXT),
            Column.required("agentId", Kind.TEXT),
            Column.required("epoch", Kind.TEXT),
            Column.required("batchHash", Kind.TEXT),
            Column.required("kafkaPartition", Kind.INTEGER),
            EventTable.OFFSET);

    @Override
    public String topic() {
        return Topics.DISCLOSURES;
    }

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public Checked<Row> row(StoredRecord stored) {
        Optional<RecordKey> key = RecordKey.read(stored.key());
        if (key.isEmpty()) {
            return new Checked.Wrong<>(ErrorCode.IDENTITY_MISMATCH, "the key is not tenant/device");
        }
        if (stored.value() == null || stored.value().length < SMALLEST_BLOCK || stored.value()[0] != 1) {
            return new Checked.Wrong<>(ErrorCode.SEALED_BLOCK_INVALID, "the value is no sealed block of version 1");
        }
        Optional<String> hash = stored.header(RecordHeaders.HASH).filter(Hash::isHex);
        Optional<String> batch = stored.header(RecordHeaders.BATCH).filter(Hash::isHex);
        Optional<String> eventId = stored.header(RecordHeaders.EVENT_ID);
        Optional<String> agentId = stored.header(RecordHeaders.AGENT_ID);
        Optional<String> epoch = stored.header(RecordHeaders.EPOCH);
        if (hash.isEmpty() || batch.isEmpty() || eventId.isEmpty() || agentId.isEmpty() || epoch.isEmpty()) {
            return new Checked.Wrong<>(ErrorCode.HEADER_INVALID, "a record header is missing, repeated or malformed");
        }
        String day = Instant.ofEpochMilli(stored.timestampMs())
                .atOffset(ZoneOffset.UTC)
                .toLocalDate()
                .toString();
        return new Checked.Sound<>(Row.of(
                "disclosures/tenant=" + key.get().tenantId() + "/date=" + day,
                stored.value(),
                text(hash.get()),
                text(key.get().tenantId()),
                text(key.get().name()),
                text(eventId.get()),
                text(agentId.get()),
                text(epoch.get()),
                text(batch.get()),
                (long) stored.source().partition(),
                stored.offset()));
    }

    private static byte[] text(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }
}
