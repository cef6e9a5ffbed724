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
import io.wardlog.json.Jcs;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What custody knows of an agent, as {@link Topics#AGENTS} holds it.
 *
 * @param tenantId the agent's tenant
 * @param hospitalId the agent's hospital
 * @param agentId the agent
 * @param epoch the epoch that custody saw begin last
 * @param confirmed the end of the epoch's unbroken prefix; empty while there is none
 * @param status what is to be said about that prefix
 * @param gaps which batches of the epoch are missing, by number
 * @param silent whether nothing has come from the agent for longer than the silence limit
 * @param lastBatchAt when custody last saw a batch of this agent: UTC with six digits
 * @param at when this was written: UTC with six digits
 */
public record AgentStanding(
        String tenantId,
        String hospitalId,
        String agentId,
        String epoch,
        Optional<BatchLink> confirmed,
        ConfirmedHead.Status status,
        List<Gap> gaps,
        boolean silent,
        String lastBatchAt,
        String at) {

    /**
     * Batches that are missing.
     *
     * @param first the first missing number
     * @param last the last missing number
     * @param since when that was seen, UTC with six digits; absent when it is longer ago than custody remembers
     */
    public record Gap(long first, long last, Optional<String> since) {}

    /** What {@link #read} made of some bytes. */
    public sealed interface Reading {
        /** The bytes are a standing. */
        record Value(AgentStanding standing) implements Reading {}

        /** The bytes are none; {@code detail} quotes no value. */
        record Refused(ErrorCode code, String detail) implements Reading {}
    }

    /** Refuses nulls. */
    public AgentStanding {
        Objects.requireNonNull(tenantId, "tenantId");
        Objects.requireNonNull(hospitalId, "hospitalId");
        Objects.requireNonNull(agentId, "agentId");
        Objects.requireNonNull(epoch, "epoch");
        Objects.requireNonNull(confirmed, "confirmed");
        Objects.requireNonNull(status, "status");
        gaps = List.copyOf(gaps);
        Objects.requireNonNull(lastBatchAt, "lastBatchAt");
        Objects.requireNonNull(at, "at");
    }

    /** What receipts and heads say about the agent. */
    public Optional<ConfirmedHead> confirmedHead() {
        return confirmed.map(batch -> new ConfirmedHead(batch, status));
    }

    /** The record's key {@code tenant/agent}. */
    public String key() {
        return tenantId + "/" + agentId;
    }

    /** The record's value: JCS of {@link #toTree}. */
    public byte[] toJson() {
        return Jcs.write(toTree());
    }

    /** A new tree; what does not apply is absent. */
    public ObjectNode toTree() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("tenantId", tenantId);
        node.put("hospitalId", hospitalId);
        node.put("agentId", agentId);
        node.put("epoch", epoch);
        confirmed.ifPresent(head -> {
            node.put("batchSequence", head.batchSequence());
            node.put("batchHash", head.batchHash().hex());
        });
        node.put("status", status.wireName());
        if (!gaps.isEmpty()) {
            ArrayNode missing = node.putArray("gaps");
            gaps.forEach(gap -> write(gap, missing.addObject()));
        }
        node.put("silent", silent);
        node.put("lastBatchAt", lastBatchAt);
        node.put("at", at);
        return node;
    }

    private static void write(Gap gap, ObjectNode node) {
        node.put("first", gap.first()).put("last", gap.last());
        gap.since().ifPresent(time -> node.put("since", time));
    }

    /** Reads a record's value; never throws for its input. */
    public static Reading read(byte[] value) {
        JsonReading json = StrictJson.read(value, JsonLimits.DOCUMENT);
        if (json instanceof JsonReading.Refused refused) {
            return new Reading.Refused(refused.code(), refused.detail());
        }
        try {
            return new Reading.Value(fields(((JsonReading.Value) json).node()));
        } catch (DocumentFields.InvalidDocumentException invalid) {
            return new Reading.Refused(ErrorCode.INVALID_FIELD, invalid.getMessage());
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
                ConfirmedHead.Status.fromWireName(fields.text("status", AgentStanding::isStatus))
                        .orElseThrow(),
                gaps(fields, node),
                node.path("silent").asBoolean(),
                fields.text("lastBatchAt", AgentStanding::isTime),
                fields.text("at", AgentStanding::isTime));
    }

    private static List<Gap> gaps(DocumentFields fields, JsonNode node) {
        List<Gap> gaps = new ArrayList<>();
        if (node.has("gaps")) {
            for (DocumentFields gap : fields.objects("gaps")) {
                long first = gap.integer("first", 1);
                gaps.add(new Gap(first, gap.integer("last", first), gap.optionalText("since", AgentStanding::isTime)));
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
