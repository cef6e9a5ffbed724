package io.wardlog.batch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import io.wardlog.json.Jcs;
import java.nio.charset.StandardCharsets;

/** An agent in one of its epochs: whose batch sequence this is. */
public record AgentEpoch(String tenantId, String hospitalId, String agentId, String epoch) {

    private static final byte[] TAG = "wardlog/batch-genesis/v1\n".getBytes(StandardCharsets.US_ASCII);

    /** The {@code prevBatchHash} of batch 1. */
    public Hash genesis() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("agentId", agentId);
        body.put("epoch", epoch);
        body.put("hospitalId", hospitalId);
        body.put("tenantId", tenantId);
        return Sha256.of(TAG, Jcs.write(body));
    }
}
