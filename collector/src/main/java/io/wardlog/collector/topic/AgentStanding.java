package io.wardlog.collector.topic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.batch.BatchLink;
import io.wardlog.batch.ConfirmedHead;
import io.wardlog.error.ErrorCode;
import io.wardlog.json.Jcs;
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
        return AgentStandingJson.write(this);
    }

    /** Reads a record's value; never throws for its input. */
    public static Reading read(byte[] value) {
        return AgentStandingJson.read(value);
    }
}
