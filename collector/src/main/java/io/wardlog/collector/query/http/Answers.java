package io.wardlog.collector.query.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.wardlog.collector.query.AgentEntry;
import io.wardlog.collector.query.DeviceSummary;
import io.wardlog.collector.query.FoundEvent;
import io.wardlog.collector.query.Page;
import io.wardlog.disclosure.SealedEvent;
import io.wardlog.event.EventTimes;
import io.wardlog.json.Jcs;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The bodies of answers. Events are copied byte for byte between the other members, never written anew. Pure. */
final class Answers {

    private Answers() {}

    static Buffer events(Page<FoundEvent> page, String scope) {
        Buffer out = Buffer.buffer("{\"events\":[");
        String separator = "";
        for (FoundEvent event : page.items()) {
            out.appendString(separator);
            event(out, event);
            separator = ",";
        }
        out.appendString("]");
        return end(out, page, scope);
    }

    static Buffer event(FoundEvent event) {
        Buffer out = Buffer.buffer();
        event(out, event);
        return out;
    }

    /** A line of docs/formats.md section 8; a sealed event's block stands in the place of the event. */
    static void exportLine(Buffer out, FoundEvent event) {
        if (event.isSealed()) {
            out.appendString("{\"sealedEvent\":").appendBytes(text(sealedBlock(event)));
        } else {
            out.appendString("{\"event\":").appendBytes(event.bytes());
        }
        out.appendString(",\"hash\":").appendBytes(text(event.hash()));
        event.quarantine().ifPresent(code -> quarantine(out, code));
        out.appendString("}\n");
    }

    private static String sealedBlock(FoundEvent event) {
        if (SealedEvent.read(event.bytes()) instanceof SealedEvent.Reading.Value value) {
            return value.event().sealedEvent();
        }
        throw new IllegalStateException("the index holds a sealed event that is none: " + event.hash());
    }

    static Buffer devices(Page<DeviceSummary> page, String scope) {
        Buffer out = Buffer.buffer("{\"devices\":[");
        String separator = "";
        for (DeviceSummary device : page.items()) {
            out.appendString(separator).appendBytes(Jcs.write(device(device)));
            separator = ",";
        }
        out.appendString("]");
        return end(out, page, scope);
    }

    static Buffer agents(List<AgentEntry> entries, Instant now) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode agents = body.putArray("agents");
        for (AgentEntry entry : entries) {
            ObjectNode agent = entry.toTree();
            entry.standing()
                    .flatMap(standing -> EventTimes.readMicros(standing.lastBatchAt()))
                    .ifPresent(at -> agent.put(
                            "silentForMs", Math.max(0, Duration.between(at, now).toMillis())));
            agents.add(agent);
        }
        return Buffer.buffer(Jcs.write(body));
    }

    private static void event(Buffer out, FoundEvent event) {
        out.appendString(event.isSealed() ? "{\"sealed\":" : "{\"event\":").appendBytes(event.bytes());
        out.appendString(",\"hash\":").appendBytes(text(event.hash()));
        out.appendString(",\"batch\":{\"hash\":").appendBytes(text(event.batchHash()));
        out.appendString(",\"index\":" + event.batchIndex() + "}");
        event.quarantine().ifPresent(code -> quarantine(out, code));
        out.appendString("}");
    }

    private static void quarantine(Buffer out, String code) {
        out.appendString(",\"quarantine\":{\"code\":").appendBytes(text(code)).appendString("}");
    }

    private static Buffer end(Buffer out, Page<?> page, String scope) {
        page.next().ifPresent(cursor -> out.appendString(",\"next\":").appendBytes(text(cursor.write(scope))));
        return out.appendString("}");
    }

    private static JsonNode device(DeviceSummary device) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("tenantId", device.tenantId())
                .put("hospitalId", device.hospitalId())
                .put("deviceId", device.deviceId())
                .put("deviceType", device.deviceType())
                .put("events", device.events())
                .put("lastEventTime", device.lastEventTime())
                .put("lastIngestionTime", device.lastIngestionTime());
    }

    private static byte[] text(String value) {
        return Jcs.write(JsonNodeFactory.instance.textNode(value));
    }
}
