package io.wardlog.collector.index.opensearch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.collector.index.EventFields;

/** The index template: every event index gets these settings, fields and the alias that queries read. */
public final class EventTemplate {

    /** The alias over all event indices. */
    public static final String ALIAS = "wardlog-events";

    static final String NAME = "wardlog-events";

    private static final int LONGEST_TERM = 1_024;

    private EventTemplate() {}

    static ObjectNode body() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putArray("index_patterns").add(ALIAS + "-*");
        body.put("priority", 200);
        ObjectNode template = body.putObject("template");
        template.putObject("aliases").putObject(ALIAS);
        ObjectNode settings = template.putObject("settings");
        settings.put("index.number_of_shards", 1);
        settings.put("index.auto_expand_replicas", "0-1");
        // A write is answered after it is on disk, because the consumer commits its offset on that answer.
        settings.put("index.translog.durability", "request");
        template.set("mappings", mappings());
        return body;
    }

    private static ObjectNode mappings() {
        ObjectNode mappings = JsonNodeFactory.instance.objectNode();
        mappings.put("dynamic", false);
        ObjectNode fields = mappings.putObject("properties");
        for (String keyword : new String[] {
            EventFields.TENANT_ID,
            EventFields.HOSPITAL_ID,
            EventFields.DEVICE_ID,
            EventFields.DEVICE_TYPE,
            EventFields.EVENT_ID,
            EventFields.EVENT_TYPE,
            EventFields.CRITICALITY,
            EventFields.EVENT_TIME_KEY,
            EventFields.AGENT_ID,
            EventFields.EPOCH,
            EventFields.CHAIN,
            EventFields.PROTOCOL,
            EventFields.AUTH,
            EventFields.HASH,
            EventFields.BATCH_HASH,
            EventFields.VERDICT,
            EventFields.QUARANTINE,
            EventFields.TRACE_ID,
            EventFields.SPAN_ID
        }) {
            fields.putObject(keyword).put("type", "keyword");
        }
        for (String free : new String[] {
            EventFields.OPERATION,
            EventFields.CORRELATION_ID,
            EventFields.PERFORMED_BY,
            EventFields.ACTOR_TYPE,
            EventFields.ACTOR_ID,
            EventFields.RESOURCE_TYPE
        }) {
            fields.putObject(free).put("type", "keyword").put("ignore_above", LONGEST_TERM);
        }
        fields.putObject(EventFields.EVENT_VERSION).put("type", "integer");
        fields.putObject(EventFields.BATCH_INDEX).put("type", "integer");
        fields.putObject(EventFields.SEQUENCE_NUMBER).put("type", "long");
        fields.putObject(EventFields.EVENT_TIME).put("type", "date").put("format", "strict_date_optional_time_nanos");
        fields.putObject(EventFields.INGESTION_TIME)
                .put("type", "date")
                .put("format", "strict_date_optional_time_nanos");
        fields.putObject(EventFields.SEALED).put("type", "boolean");
        fields.putObject(EventFields.PAYLOAD).put("type", "flat_object");
        fields.putObject(EventFields.BYTES).put("type", "binary");
        return mappings;
    }
}
