package io.wardlog.batch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.chain.ChainHead;
import io.wardlog.hash.Hash;
import io.wardlog.json.Jcs;
import io.wardlog.merkle.MerkleRoot;
import java.util.Map;
import java.util.SortedMap;

/** A commitment to the head of every chain of an agent: {@code headsRoot} and {@code headsCount}. */
public record ChainHeads(Hash headsRoot, long headsCount) {

    /** The commitment to these heads by device id, sorted by UTF-16 code units, one leaf a chain. */
    public static ChainHeads of(SortedMap<String, ChainHead> heads) {
        MerkleRoot root = new MerkleRoot();
        for (Map.Entry<String, ChainHead> entry : heads.entrySet()) {
            ObjectNode leaf = JsonNodeFactory.instance.objectNode();
            leaf.put("deviceId", entry.getKey());
            leaf.put("eventHash", entry.getValue().eventHash().hex());
            leaf.put("sequenceNumber", entry.getValue().sequenceNumber());
            root.add(Jcs.write(leaf));
        }
        return new ChainHeads(root.root(), root.size());
    }
}
