package io.wardlog.chain;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.event.Event;
import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import io.wardlog.json.Jcs;
import java.nio.charset.StandardCharsets;

/** One chain: a device at an agent in one of the agent's epochs. */
public record ChainId(String tenantId, String hospitalId, String agentId, String epoch, String deviceId) {

    private static final byte[] TAG = "wardlog/genesis/v1\n".getBytes(StandardCharsets.US_ASCII);

    /** The chain that an event belongs to. */
    public static ChainId of(Event event) {
        return new ChainId(event.tenantId(), event.hospitalId(), event.agentId(), event.epoch(), event.deviceId());
    }

    /** Of the two that tell most chains apart: a verifier asks once a record. */
    @Override
    public int hashCode() {
        return 31 * epoch.hashCode() + deviceId.hashCode();
    }

    /** The {@code prevHash} of sequence number 1. */
    public Hash genesis() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("agentId", agentId);
        body.put("deviceId", deviceId);
        body.put("epoch", epoch);
        body.put("hospitalId", hospitalId);
        body.put("tenantId", tenantId);
        return Sha256.of(TAG, Jcs.write(body));
    }
}
