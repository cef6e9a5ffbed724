package io.wardlog.collector.topic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.batch.BatchLink;
import io.wardlog.batch.ConfirmedHead;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.EventTimes;
import io.wardlog.event.Identifiers;
import io.wardlog.event.UuidV7;
import io.wardlog.json.DocumentFields;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A standing's JSON form. */
final class AgentStandingJson {
    private AgentStandingJson() {}

    static ObjectNode write(AgentStanding standing) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("tenantId", standing.tenantId());
        node.put("hospitalId", standing.hospitalId());
        node.put("agentId", standing.agentId());
        node.put("epoch", standing.epoch());
        standing.confirmed().ifPresent(head -> {
            node.put("batchSequence", head.batchSequence());
            node.put("batchHash", head.batchHash().hex());
        });
        node.put("status", standing.status().wireName());
        if (!standing.gaps().isEmpty()) {
            ArrayNode missing = node.putArray("gaps");
            standing.gaps().forEach(gap -> write(gap, missing.addObject()));
        }
        node.put("silent", standing.silent());
        node.put("lastBatchAt", standing.lastBatchAt());
        node.put("at", standing.at());
        return node;
    }

    private static void write(AgentStanding.Gap gap, ObjectNode node) {
        node.put("first", gap.first()).put("last", gap.last());
        gap.since().ifPresent(time -> node.put("since", time));
    }

    static AgentStanding.Reading read(byte[] value) {
        JsonReading json = StrictJson.read(value, JsonLimits.DOCUMENT);
        if (json instanceof JsonReading.Refused refused) {
            return new AgentStanding.Reading.Refused(refused.code(), refused.detail());
        }
        try {
            return new AgentStanding.Reading.Value(fields(((JsonReading.Value) json).node()));
        } catch (DocumentFields.InvalidDocumentException invalid) {
            return new AgentStanding.Reading.Refused(ErrorCode.INVALID_FIELD, invalid.getMessage());
        }
    }

    private static AgentStanding fields(JsonNode node) {
        DocumentFields fields = DocumentFields.of(node);
        String epoch = fields.text("epoch", UuidV7::isUuidV7);
        Optional<BatchLink> confirmed = fields.optionalInteger("batchSequence", 1)
                .map(sequence -> new BatchLink(epoch, sequence, fields.hash("batchHash")));
        return new AgentStanding(
                fields.text("tenantId", Identifiers::isTenantOrHospital),
                fields.text("hospitalId", Identifiers::isTenantOrHospital),
                fields.text("agentId", Identifiers::isDevice),
                epoch,
                confirmed,
                ConfirmedHead.Status.fromWireName(fields.text("status", AgentStandingJson::isStatus))
                        .orElseThrow(),
                gaps(fields, node),
                node.path("silent").asBoolean(),
                fields.text("lastBatchAt", AgentStandingJson::isTime),
                fields.text("at", AgentStandingJson::isTime));
    }

    private static List<AgentStanding.Gap> gaps(DocumentFields fields, JsonNode node) {
        List<AgentStanding.Gap> gaps = new ArrayList<>();
        if (node.has("gaps")) {
            for (DocumentFields gap : fields.objects("gaps")) {
                long first = gap.integer("first", 1);
                gaps.add(new AgentStanding.Gap(
                        first, gap.integer("last", first), gap.optionalText("since", AgentStandingJson::isTime)));
            }
        }
        return gaps;
    }

    private static boolean isStatus(String name) {
        return ConfirmedHead.Status.fromWireName(name).isPresent();
    }

    private static boolean isTime(String text) {
        return EventTimes.readMicros(text).isPresent();
    }
}
