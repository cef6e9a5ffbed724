package io.wardlog.collector.index;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.collector.consume.EventRecord;
import io.wardlog.collector.topic.RecordHeaders;
import io.wardlog.event.Event;
import io.wardlog.trace.TraceContext;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Makes index documents of checked events. Pure: the same event always makes the same document. */
final class EventDocuments {

    private static final DateTimeFormatter PERIOD = DateTimeFormatter.ofPattern("uuuu.MM.dd", Locale.ROOT);

    private EventDocuments() {}

    static IndexDocument of(EventRecord record) {
        ObjectNode source = JsonNodeFactory.instance.objectNode();
        source.put(EventFields.TENANT_ID, record.key().tenantId());
        source.put(EventFields.DEVICE_ID, record.key().deviceId());
        source.put(EventFields.HASH, record.hash().hex());
        source.put(EventFields.BATCH_HASH, record.origin().batch().hex());
        source.put(EventFields.BATCH_INDEX, record.origin().index());
        source.put(EventFields.VERDICT, record.origin().verdict());
        record.origin().quarantine().ifPresent(code -> source.put(EventFields.QUARANTINE, code));
        source.put(EventFields.SEALED, record.event().isEmpty());
        record.event().ifPresent(event -> describe(event, source));
        Optional<TraceContext> trace =
                record.stored().header(RecordHeaders.TRACE).flatMap(TraceContext::parse);
        trace.ifPresent(context -> {
            source.put(EventFields.TRACE_ID, context.traceId());
            source.put(EventFields.SPAN_ID, context.spanId());
        });
        source.put(EventFields.BYTES, record.stored().value());
        return new IndexDocument(indexName(record), record.hash().hex(), source, trace);
    }

    /** {@code wardlog-events-<tenant>-<day>}: by tenant, so that a tenant can be dropped, and by day, so that time can. */
    private static String indexName(EventRecord record) {
        return "wardlog-events-" + record.key().tenantId() + "-" + PERIOD.format(record.day());
    }

    private static void describe(Event event, ObjectNode source) {
        source.put(EventFields.HOSPITAL_ID, event.hospitalId());
        source.put(EventFields.DEVICE_TYPE, event.deviceType());
        source.put(EventFields.EVENT_ID, event.eventId());
        source.put(EventFields.EVENT_TYPE, event.eventType());
        source.put(EventFields.EVENT_VERSION, event.eventVersion());
        source.put(EventFields.CRITICALITY, event.criticality().name());
        source.put(EventFields.EVENT_TIME, event.eventTime());
        source.put(EventFields.EVENT_TIME_KEY, TimeKey.of(event.eventTime()));
        source.put(EventFields.INGESTION_TIME, event.ingestionTime());
        source.put(EventFields.AGENT_ID, event.agentId());
        source.put(EventFields.EPOCH, event.epoch());
        source.put(
                EventFields.CHAIN,
                String.join(
                        "/", event.tenantId(), event.hospitalId(), event.agentId(), event.epoch(), event.deviceId()));
        source.put(EventFields.SEQUENCE_NUMBER, event.sequenceNumber());
        JsonNode tree = event.tree();
        putText(source, EventFields.PROTOCOL, tree.at("/source/protocol"));
        putText(source, EventFields.AUTH, tree.at("/source/auth"));
        putText(source, EventFields.OPERATION, tree.at("/operation"));
        putText(source, EventFields.CORRELATION_ID, tree.at("/correlationId"));
        putText(source, EventFields.PERFORMED_BY, tree.at("/performedBy"));
        putText(source, EventFields.ACTOR_TYPE, tree.at("/actor/type"));
        putText(source, EventFields.ACTOR_ID, tree.at("/actor/id"));
        putText(source, EventFields.RESOURCE_TYPE, tree.at("/resource/type"));
        source.set(EventFields.PAYLOAD, event.payload());
    }

    /** A withheld value is an object with its digest, and no search term. */
    private static void putText(ObjectNode source, String field, JsonNode value) {
        if (value.isTextual()) {
            source.set(field, value);
        }
    }
}
