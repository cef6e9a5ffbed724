package io.wardlog.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.EventTimes;
import io.wardlog.event.Identifiers;
import io.wardlog.event.UuidV7;
import io.wardlog.hash.Hash;
import io.wardlog.json.DocumentFields;
import io.wardlog.json.DocumentFields.InvalidDocumentException;
import io.wardlog.json.Jcs;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import io.wardlog.keys.KeyId;
import java.util.Arrays;
import java.util.Optional;

/** The header's JSON form. */
final class BatchHeaderJson {

    private BatchHeaderJson() {}

    static byte[] write(BatchHeader header) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("batchVersion", BatchHeader.VERSION);
        body.put("alg", header.alg());
        body.put("keyId", header.keyId().hex());
        body.put("tenantId", header.agent().tenantId());
        body.put("hospitalId", header.agent().hospitalId());
        body.put("agentId", header.agent().agentId());
        body.put("epoch", header.agent().epoch());
        body.put("batchSequence", header.position().batchSequence());
        body.put("prevBatchHash", header.position().prevBatchHash().hex());
        body.put("firstIndex", header.position().firstIndex());
        body.put("count", header.position().count());
        body.put("eventRoot", header.eventRoot().hex());
        writeCondition(header.condition(), body);
        header.previous().ifPresent(previous -> body.set("previous", write(previous)));
        header.heads().ifPresent(heads -> {
            body.put("headsRoot", heads.headsRoot().hex());
            body.put("headsCount", heads.headsCount());
        });
        return Jcs.write(body);
    }

    static ObjectNode write(BatchLink link) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("epoch", link.epoch());
        node.put("batchSequence", link.batchSequence());
        node.put("batchHash", link.batchHash().hex());
        return node;
    }

    private static void writeCondition(AgentCondition condition, ObjectNode body) {
        body.put("sealedAt", condition.sealedAt());
        body.put("bootId", condition.bootId());
        body.put("uptimeUs", condition.uptimeUs());
        ObjectNode clock = body.putObject("clock");
        clock.put("source", condition.clock().source());
        condition.clock().offsetUs().ifPresent(us -> clock.put("offsetUs", us));
        condition.clock().uncertaintyUs().ifPresent(us -> clock.put("uncertaintyUs", us));
        ObjectNode status = body.putObject("status");
        status.put("backlogEvents", condition.backlog().backlogEvents());
        status.put("oldestUnsentMs", condition.backlog().oldestUnsentMs());
        status.put("diskFreeBytes", condition.backlog().diskFreeBytes());
    }

    static BatchHeader.Reading read(byte[] canonical) {
        JsonReading json = StrictJson.read(canonical, JsonLimits.DOCUMENT);
        if (json instanceof JsonReading.Refused refused) {
            return new BatchHeader.Reading.Refused(refused.code(), "header: " + refused.detail());
        }
        var tree = ((JsonReading.Value) json).node();
        if (!Arrays.equals(Jcs.write(tree), canonical)) {
            return new BatchHeader.Reading.Refused(ErrorCode.NOT_CANONICAL, "the header is not in canonical form");
        }
        JsonNode version = tree.path("batchVersion");
        if (version.isIntegralNumber() && version.longValue() > BatchHeader.VERSION) {
            return new BatchHeader.Reading.Refused(ErrorCode.UNSUPPORTED_VERSION, "/batchVersion must be 1");
        }
        try {
            return new BatchHeader.Reading.Value(read(DocumentFields.of(tree)));
        } catch (InvalidDocumentException e) {
            return new BatchHeader.Reading.Refused(ErrorCode.HEADER_INVALID, "header: " + e.getMessage());
        }
    }

    private static BatchHeader read(DocumentFields fields) {
        fields.integer("batchVersion", BatchHeader.VERSION);
        BatchHeader header = new BatchHeader(
                fields.text("alg", text -> text.length() <= 32),
                KeyId.fromHex(fields.text("keyId", Hash::isHex)),
                readAgent(fields),
                readPosition(fields),
                fields.hash("eventRoot"),
                readCondition(fields),
                fields.optionalObject("previous").map(BatchHeaderJson::readLink),
                readHeads(fields));
        fields.end();
        if (header.previous().isPresent() && header.position().batchSequence() != 1) {
            throw fields.refuse("previous", "stands only in the first batch of an epoch");
        }
        return header;
    }

    private static AgentEpoch readAgent(DocumentFields fields) {
        return new AgentEpoch(
                fields.text("tenantId", Identifiers::isTenantOrHospital),
                fields.text("hospitalId", Identifiers::isTenantOrHospital),
                fields.text("agentId", Identifiers::isDevice),
                fields.text("epoch", UuidV7::isUuidV7));
    }

    private static BatchPosition readPosition(DocumentFields fields) {
        long count = fields.integer("count", 0);
        if (count > BatchFrame.MAX_EVENTS) {
            throw fields.refuse("count", "must be at most " + BatchFrame.MAX_EVENTS);
        }
        return new BatchPosition(
                fields.integer("batchSequence", 1), fields.hash("prevBatchHash"), fields.integer("firstIndex", 0), (int)
                        count);
    }

    private static AgentCondition readCondition(DocumentFields fields) {
        DocumentFields clock = fields.object("clock");
        DocumentFields status = fields.object("status");
        AgentCondition condition = new AgentCondition(
                fields.text("sealedAt", time -> EventTimes.readMicros(time).isPresent()),
                fields.text("bootId", text -> !text.isEmpty() && text.length() <= 128),
                fields.integer("uptimeUs", 0),
                new AgentCondition.Clock(
                        clock.text("source", text -> !text.isEmpty() && text.length() <= 64),
                        clock.optionalInteger("offsetUs", Long.MIN_VALUE),
                        clock.optionalInteger("uncertaintyUs", 0)),
                new AgentCondition.Backlog(
                        status.integer("backlogEvents", 0),
                        status.integer("oldestUnsentMs", 0),
                        status.integer("diskFreeBytes", 0)));
        clock.end();
        status.end();
        return condition;
    }

    static BatchLink readLink(DocumentFields fields) {
        BatchLink link = new BatchLink(
                fields.text("epoch", UuidV7::isUuidV7), fields.integer("batchSequence", 1), fields.hash("batchHash"));
        fields.end();
        return link;
    }

    private static Optional<ChainHeads> readHeads(DocumentFields fields) {
        Optional<Hash> root = fields.optionalHash("headsRoot");
        Optional<Long> count = fields.optionalInteger("headsCount", 0);
        if (root.isPresent() != count.isPresent()) {
            throw fields.refuse("headsRoot", "and /headsCount stand together or not at all");
        }
        return root.map(hash -> new ChainHeads(hash, count.orElseThrow()));
    }
}
