package io.wardlog.hold;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.event.EventTimes;
import io.wardlog.event.Identifiers;
import io.wardlog.hash.Hash;
import io.wardlog.hold.HoldRecord.Action;
import io.wardlog.hold.HoldRecord.Reason;
import io.wardlog.hold.HoldRecord.Signature;
import io.wardlog.hold.HoldRecord.Step;
import io.wardlog.json.DocumentFields;
import io.wardlog.json.Jcs;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import io.wardlog.keys.KeyId;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The JSON form of a hold's record. */
final class HoldJson {
    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    private HoldJson() {}

    static byte[] write(HoldRecord hold) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("alg", hold.signature().alg());
        body.put("keyId", hold.signature().keyId().hex());
        body.put("action", wireName(hold.step().action()));
        hold.step().releases().ifPresent(released -> body.put("releases", released.hex()));
        body.put("holdId", hold.id());
        body.put("tenantId", hold.scope().tenantId());
        hold.scope().from().ifPresent(day -> body.put("from", day.toString()));
        hold.scope().to().ifPresent(day -> body.put("to", day.toString()));
        body.put("reason", hold.reason().text());
        body.put("by", hold.reason().by());
        body.put("at", hold.reason().at());
        return Jcs.write(body);
    }

    /** @throws DocumentFields.InvalidDocumentException when the bytes are none; quotes no value */
    static HoldRecord read(byte[] canonical) {
        if (!(StrictJson.read(canonical, JsonLimits.DOCUMENT) instanceof JsonReading.Value value)) {
            throw DocumentFields.refuseDocument("is not I-JSON");
        }
        if (!Arrays.equals(Jcs.write(value.node()), canonical)) {
            throw DocumentFields.refuseDocument("is not in canonical form");
        }
        try {
            DocumentFields fields = DocumentFields.of(value.node());
            HoldRecord hold = new HoldRecord(
                    new Signature(
                            fields.text("alg", text -> text.length() <= 32),
                            KeyId.fromHex(fields.text("keyId", Hash::isHex))),
                    new Step(action(fields), fields.optionalHash("releases")),
                    fields.text("holdId", HoldRecord::isId),
                    new HoldScope(
                            fields.text("tenantId", Identifiers::isTenantOrHospital),
                            day(fields, "from"),
                            day(fields, "to")),
                    new Reason(
                            fields.text("reason", HoldRecord::isText),
                            fields.text("by", HoldRecord::isText),
                            fields.text(
                                    "at", time -> EventTimes.readMicros(time).isPresent())));
            fields.end();
            return hold;
        } catch (IllegalArgumentException | DateTimeException wrong) {
            throw DocumentFields.refuseDocument("contradicts itself: " + wrong.getMessage());
        }
    }

    private static Action action(DocumentFields fields) {
        String name = fields.text(
                "action",
                text -> Arrays.stream(Action.values())
                        .anyMatch(each -> wireName(each).equals(text)));
        return Action.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static Optional<LocalDate> day(DocumentFields fields, String name) {
        return fields.optionalText(name, DAY.asMatchPredicate()).map(LocalDate::parse);
    }

    private static String wireName(Action action) {
        return action.name().toLowerCase(Locale.ROOT);
    }
}
