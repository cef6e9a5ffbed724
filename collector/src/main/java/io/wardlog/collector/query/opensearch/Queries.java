package io.wardlog.collector.query.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.collector.index.EventFields;
import io.wardlog.collector.query.EventFilter;
import io.wardlog.collector.query.FoundEvent;
import io.wardlog.collector.query.Order;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** OpenSearch's query language, and its hits as events. Pure. */
final class Queries {

    /** Sort fields that a sealed event lacks. Without a value to stand for it, search_after cannot go on behind one. */
    private static final Set<String> TEXT_FIELDS = Set.of(EventFields.CHAIN, EventFields.EVENT_TIME_KEY);

    /** OpenSearch's own stand-in, 2^63 − 1, is a number that I-JSON, and so a cursor, cannot carry. */
    private static final long NO_NUMBER = 0;

    private static final String BEHIND_ALL = "~";
    private static final String BEFORE_ALL = "!";

    private Queries() {}

    static ObjectNode search(EventFilter filter, Order order, int size) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("size", size);
        body.put("track_total_hits", false);
        body.putArray("_source")
                .add(EventFields.BYTES)
                .add(EventFields.SEALED)
                .add(EventFields.HASH)
                .add(EventFields.BATCH_HASH)
                .add(EventFields.BATCH_INDEX)
                .add(EventFields.QUARANTINE);
        body.set("query", bool(filter));
        ArrayNode sort = body.putArray("sort");
        for (String field : order.fields()) {
            ObjectNode by = sort.addObject().putObject(field);
            by.put("order", order.isAscending() ? "asc" : "desc");
            if (TEXT_FIELDS.contains(field)) {
                by.put("missing", order.isAscending() ? BEHIND_ALL : BEFORE_ALL);
            } else if (field.equals(EventFields.SEQUENCE_NUMBER)) {
                by.put("missing", NO_NUMBER);
            }
        }
        return body;
    }

    static ObjectNode bool(EventFilter filter) {
        ObjectNode query = JsonNodeFactory.instance.objectNode();
        ObjectNode bool = query.putObject("bool");
        ArrayNode must = bool.putArray("filter");
        filter.terms()
                .forEach((field, value) -> must.addObject().putObject("term").put(field, value));
        if (filter.from().isPresent() || filter.to().isPresent()) {
            ObjectNode range = must.addObject().putObject("range").putObject(EventFields.EVENT_TIME_KEY);
            filter.from().ifPresent(from -> range.put("gte", from));
            filter.to().ifPresent(to -> range.put("lt", to));
        }
        if (!filter.withQuarantined()) {
            bool.putArray("must_not").addObject().putObject("exists").put("field", EventFields.QUARANTINE);
        }
        return query;
    }

    /** Groups by tenant, hospital and device, each with its last event. */
    static ObjectNode devices(Map<String, String> terms, int size, Optional<JsonNode> after) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("size", 0);
        body.put("track_total_hits", false);
        body.set("query", bool(new EventFilter(terms, Optional.empty(), Optional.empty(), false)));
        ObjectNode devices = body.putObject("aggs").putObject("devices");
        ObjectNode composite = devices.putObject("composite");
        composite.put("size", size);
        ArrayNode sources = composite.putArray("sources");
        for (String field : new String[] {EventFields.TENANT_ID, EventFields.HOSPITAL_ID, EventFields.DEVICE_ID}) {
            sources.addObject().putObject(field).putObject("terms").put("field", field);
        }
        after.ifPresent(values -> composite.set("after", values));
        ObjectNode last = devices.putObject("aggs").putObject("last").putObject("top_hits");
        last.put("size", 1);
        last.putArray("_source")
                .add(EventFields.DEVICE_TYPE)
                .add(EventFields.EVENT_TIME)
                .add(EventFields.INGESTION_TIME);
        ArrayNode sort = last.putArray("sort");
        sort.addObject().put(EventFields.INGESTION_TIME, "desc");
        sort.addObject().put(EventFields.SEQUENCE_NUMBER, "desc");
        return body;
    }

    static FoundEvent event(JsonNode hit) throws IOException {
        JsonNode source = hit.path("_source");
        return new FoundEvent(
                source.path(EventFields.BYTES).binaryValue(),
                source.path(EventFields.SEALED).asBoolean(),
                source.path(EventFields.HASH).asText(),
                source.path(EventFields.BATCH_HASH).asText(),
                source.path(EventFields.BATCH_INDEX).asLong(),
                Optional.ofNullable(source.path(EventFields.QUARANTINE).textValue()));
    }
}
