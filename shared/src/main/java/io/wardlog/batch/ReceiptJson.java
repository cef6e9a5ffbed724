package io.wardlog.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The JSON forms of receipts and heads. */
final class ReceiptJson {

    private ReceiptJson() {}

    static byte[] write(Receipt receipt) {
        ObjectNode body = start(receipt.issuer(), receipt.tenantId(), receipt.agentId());
        body.put("epoch", receipt.batch().epoch());
        body.put("batchSequence", receipt.batch().batchSequence());
        body.put("batchHash", receipt.batch().batchHash().hex());
        body.put("receivedAt", receipt.receivedAt());
        ArrayNode marks = body.putArray("quarantined");
        for (QuarantineMark mark : receipt.quarantined()) {
            marks.addObject().put("index", mark.index()).put("code", mark.code());
        }
        writeConfirmed(receipt.confirmed(), body);
        return Jcs.write(body);
    }

    static byte[] write(SignedHead head) {
        ObjectNode body = start(head.issuer(), head.tenantId(), head.agentId());
        body.put("issuedAt", head.issuedAt());
        writeConfirmed(head.confirmed(), body);
        return Jcs.write(body);
    }

    private static ObjectNode start(Receipt.Issuer issuer, String tenantId, String agentId) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("alg", issuer.alg());
        body.put("keyId", issuer.keyId().hex());
        body.put("collectorId", issuer.collectorId());
        body.put("tenantId", tenantId);
        body.put("agentId", agentId);
        return body;
    }

    private static void writeConfirmed(Optional<ConfirmedHead> confirmed, ObjectNode body) {
        confirmed.ifPresent(head -> {
            ObjectNode node = BatchHeaderJson.write(head.batch());
            node.put("status", head.status().wireName());
            body.set("confirmed", node);
        });
    }

    static Receipt.Reading readReceipt(byte[] canonical) {
        try {
            return new Receipt.Reading.Value(readDocument(canonical, ReceiptJson::receipt));
        } catch (InvalidDocumentException e) {
            return new Receipt.Reading.Refused(ErrorCode.RECEIPT_INVALID, "receipt: " + e.getMessage());
        }
    }

    static SignedHead.Reading readHead(byte[] canonical) {
        try {
            return new SignedHead.Reading.Value(readDocument(canonical, ReceiptJson::head));
        } catch (InvalidDocumentException e) {
            return new SignedHead.Reading.Refused(ErrorCode.RECEIPT_INVALID, "head: " + e.getMessage());
        }
    }

    private static <T> T readDocument(byte[] canonical, Function<DocumentFields, T> read) {
        if (!(StrictJson.read(canonical, JsonLimits.DOCUMENT) instanceof JsonReading.Value value)) {
            throw DocumentFields.refuseDocument("is not I-JSON");
        }
        JsonNode tree = value.node();
        if (!Arrays.equals(Jcs.write(tree), canonical)) {
            throw DocumentFields.refuseDocument("is not in canonical form");
        }
        DocumentFields fields = DocumentFields.of(tree);
        T document = read.apply(fields);
        fields.end();
        return document;
    }

    private static Receipt receipt(DocumentFields fields) {
        return new Receipt(
                issuer(fields),
                fields.text("tenantId", Identifiers::isTenantOrHospital),
                fields.text("agentId", Identifiers::isDevice),
                new BatchLink(
                        fields.text("epoch", UuidV7::isUuidV7),
                        fields.integer("batchSequence", 1),
                        fields.hash("batchHash")),
                time(fields, "receivedAt"),
                marks(fields),
                confirmed(fields));
    }

    private static SignedHead head(DocumentFields fields) {
        return new SignedHead(
                issuer(fields),
                fields.text("tenantId", Identifiers::isTenantOrHospital),
                fields.text("agentId", Identifiers::isDevice),
                time(fields, "issuedAt"),
                confirmed(fields));
    }

    private static Receipt.Issuer issuer(DocumentFields fields) {
        return new Receipt.Issuer(
                fields.text("alg", text -> text.length() <= 32),
                KeyId.fromHex(fields.text("keyId", Hash::isHex)),
                fields.text("collectorId", Identifiers::isDevice));
    }

    private static String time(DocumentFields fields, String name) {
        return fields.text(name, time -> EventTimes.readMicros(time).isPresent());
    }

    private static List<QuarantineMark> marks(DocumentFields fields) {
        List<QuarantineMark> marks = new ArrayList<>();
        for (DocumentFields mark : fields.objects("quarantined")) {
            long index = mark.integer("index", 0);
            if (index >= BatchFrame.MAX_EVENTS) {
                throw mark.refuse("index", "is beyond the largest batch");
            }
            marks.add(new QuarantineMark(
                    (int) index, mark.text("code", code -> !code.isEmpty() && code.length() <= 64)));
            mark.end();
        }
        return marks;
    }

    private static Optional<ConfirmedHead> confirmed(DocumentFields fields) {
        return fields.optionalObject("confirmed").map(node -> {
            String status = node.text(
                    "status", name -> ConfirmedHead.Status.fromWireName(name).isPresent());
            return new ConfirmedHead(
                    BatchHeaderJson.readLink(node),
                    ConfirmedHead.Status.fromWireName(status).orElseThrow());
        });
    }
}
