package io.wardlog.collector.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.collector.index.EventFields;
import java.util.List;
import java.util.stream.IntStream;

/** In which order events come; each ends with the hash, so that no two have the same place. */
public enum Order {
    /** The latest event time first. */
    NEWEST_FIRST(false, List.of(EventFields.EVENT_TIME_KEY, EventFields.HASH)),
    /** The earliest event time first; within a chain by sequence number when times are equal. */
    TIMELINE(
            true,
            List.of(EventFields.EVENT_TIME_KEY, EventFields.CHAIN, EventFields.SEQUENCE_NUMBER, EventFields.HASH)),
    /** Chain by chain, each in its own order. */
    CHAIN(true, List.of(EventFields.CHAIN, EventFields.SEQUENCE_NUMBER, EventFields.HASH));

    private final boolean ascending;
    private final List<String> fields;

    Order(boolean ascending, List<String> fields) {
        this.ascending = ascending;
        this.fields = fields;
    }

    public boolean isAscending() {
        return ascending;
    }

    /** The fields that sort, the most significant first. */
    public List<String> fields() {
        return fields;
    }

    /** Whether these can be an event's sort values: one for each field, of its kind. */
    public boolean isPlace(JsonNode values) {
        return values.isArray()
                && values.size() == fields.size()
                && IntStream.range(0, fields.size()).allMatch(i -> isValue(fields.get(i), values.get(i)));
    }

    private static boolean isValue(String field, JsonNode value) {
        return field.equals(EventFields.SEQUENCE_NUMBER) ? value.isIntegralNumber() : value.isTextual();
    }
}
