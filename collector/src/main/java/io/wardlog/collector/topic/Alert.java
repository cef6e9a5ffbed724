package io.wardlog.collector.topic;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.error.ErrorCode;
import io.wardlog.json.Jcs;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A finding that a person should see, as {@link Topics#ALERTS} holds it.
 *
 * @param code what was found
 * @param tenantId whose it is; {@link #UNKNOWN} when nothing trustworthy names it
 * @param agentId which agent it is about; {@link #UNKNOWN} likewise
 * @param epoch the agent's epoch, where one is concerned
 * @param deviceId the device, where one chain is concerned
 * @param batchSequence the batch, where one is concerned
 * @param detail one sentence without patient data
 * @param at when it was found: UTC with six digits
 */
public record Alert(
        ErrorCode code,
        String tenantId,
        String agentId,
        Optional<String> epoch,
        Optional<String> deviceId,
        OptionalLong batchSequence,
        String detail,
        String at) {
    /** Stands for a tenant or agent that nothing trustworthy names; no identifier looks like it. */
    public static final String UNKNOWN = "-";

    /** Refuses nulls. */
    public Alert {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(tenantId, "tenantId");
        Objects.requireNonNull(agentId, "agentId");
        Objects.requireNonNull(epoch, "epoch");
        Objects.requireNonNull(deviceId, "deviceId");
        Objects.requireNonNull(batchSequence, "batchSequence");
        Objects.requireNonNull(detail, "detail");
        Objects.requireNonNull(at, "at");
    }

    /** The record's value: JCS. */
    public byte[] toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("code", code.code());
        node.put("tenantId", tenantId);
        node.put("agentId", agentId);
        epoch.ifPresent(value -> node.put("epoch", value));
        deviceId.ifPresent(value -> node.put("deviceId", value));
        batchSequence.ifPresent(value -> node.put("batchSequence", value));
        node.put("detail", detail);
        node.put("at", at);
        return Jcs.write(node);
    }
}
