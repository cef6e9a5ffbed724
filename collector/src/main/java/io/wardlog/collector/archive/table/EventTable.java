package io.wardlog.collector.archive.table;

import io.wardlog.collector.archive.ArchiveTable;
import io.wardlog.collector.archive.Column;
import io.wardlog.collector.archive.Column.Kind;
import io.wardlog.collector.archive.Row;
import io.wardlog.collector.consume.Checked;
import io.wardlog.collector.consume.EventRecord;
import io.wardlog.collector.consume.RecordCheck;
import io.wardlog.collector.consume.StoredRecord;
import io.wardlog.collector.topic.Topics;
import io.wardlog.event.Event;
import io.wardlog.event.EventTimes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Events: the exact bytes and what is needed to find them. Files lie under {@code
 * events/tenant=…/hospital=…/date=…}; a sealed event shows no hospital and lies under {@code hospital=_sealed}.
 */
public final class EventTable implements ArchiveTable {

    /** The column with the exact bytes. */
    public static final Column EVENT = Column.required("event", Kind.TEXT);

    public static final Column HASH = Column.required("hash", Kind.TEXT);
    public static final Column QUARANTINE = Column.optional("quarantine", Kind.TEXT);
    /** The offset in the Kafka partition, which decides what counts where manifests overlap. */
    public static final Column OFFSET = Column.required("kafkaOffset", Kind.INTEGER);

    private static final String SEALED = "_sealed";
    private static final List<Column> COLUMNS = List.of(
            EVENT,
            HASH,
            Column.required("tenantId", Kind.TEXT),
            Column.required("deviceId", Kind.TEXT),
            Column.optional("hospitalId", Kind.TEXT),
            Column.optional("deviceType", Kind.TEXT),
            Column.optional("eventType", Kind.TEXT),
            Column.optional("eventId", Kind.TEXT),
            Column.optional("eventTime", Kind.TEXT),
            Column.optional("agentId", Kind.TEXT),
            Column.optional("epoch", Kind.TEXT),
            Column.optional("criticality", Kind.TEXT),
            Column.optional("sequenceNumber", Kind.INTEGER),
            Column.optional("ingestionTime", Kind.TIMESTAMP),
            QUARANTINE,
            Column.required("verdict", Kind.TEXT),
            Column.required("batchHash", Kind.TEXT),
            Column.required("batchIndex", Kind.INTEGER),
            Column.required("kafkaPartition", Kind.INTEGER),
            OFFSET);

    /** The columns between {@code deviceId} and {@code sequenceNumber}, which only an open event fills. */
    private static final List<Function<Event, String>> OPEN_TEXTS = List.of(
            Event::hospitalId,
            Event::deviceType,
            Event::eventType,
            Event::eventId,
            Event::eventTime,
            Event::agentId,
            Event::epoch,
            event -> event.criticality().name());

    private final RecordCheck<EventRecord> check;

    public EventTable(RecordCheck<EventRecord> check) {
        this.check = check;
    }

    @Override
    public String topic() {
        return Topics.EVENTS;
    }

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public Checked<Row> row(StoredRecord stored) {
        Checked<EventRecord> checked = check.check(stored);
        return checked instanceof Checked.Wrong<EventRecord> wrong
                ? new Checked.Wrong<>(wrong.code(), wrong.detail())
                : new Checked.Sound<>(row(((Checked.Sound<EventRecord>) checked).value()));
    }

    private static Row row(EventRecord record) {
        List<Object> values = new ArrayList<>(COLUMNS.size());
        values.add(record.stored().value());
        values.add(text(record.hash().hex()));
        values.add(text(record.key().tenantId()));
        values.add(text(record.key().deviceId()));
        for (Function<Event, String> field : OPEN_TEXTS) {
            values.add(record.event().map(field).map(EventTable::text).orElse(null));
        }
        values.add(record.event().map(Event::sequenceNumber).orElse(null));
        values.add(record.event()
                .flatMap(event -> EventTimes.readMicros(event.ingestionTime()))
                .map(EventTable::micros)
                .orElse(null));
        values.add(record.origin().quarantine().map(EventTable::text).orElse(null));
        values.add(text(record.origin().verdict()));
        values.add(text(record.origin().batch().hex()));
        values.add(record.origin().index());
        values.add((long) record.stored().source().partition());
        values.add(record.stored().offset());
        return new Row(folder(record), values);
    }

    private static String folder(EventRecord record) {
        String hospital = record.event().map(Event::hospitalId).orElse(SEALED);
        return "events/tenant=" + record.key().tenantId() + "/hospital=" + hospital + "/date=" + record.day();
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    private static byte[] text(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }
}
