package io.wardlog.collector.archive.hold;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.json.DocumentFields;
import io.wardlog.json.Jcs;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who set or released a hold, when and why. It lies in the archive itself, under a lock, before anything is done because of it.
 *
 * <p>Bytes: JCS of {@code {"action":"set"|"release","at","by","from"?,"holdVersion":1,"id","reason","tenantId","to"?}}.
 */
public record HoldRecord(Action action, String id, HoldScope scope, Reason reason) {
    private static final int VERSION = 1;
    private static final JsonLimits LIMITS = new JsonLimits(64 * 1024, 4);
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
    private static final int LONGEST_TEXT = 1_000;

    /** What was done. */
    public enum Action {
        /** The hold begins. */
        SET,
        /** The hold ends. */
        RELEASE
    }

    /** Why, by whom (as he says) and when. */
    public record Reason(String text, String by, Instant at) {}

    /** Refuses an id that could not stand in a name, and a reason that is missing or a book. */
    public HoldRecord {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("a hold's id is a-z, 0-9 and -, at most 64");
        }
        if (!isText(reason.text()) || !isText(reason.by())) {
            throw new IllegalArgumentException("reason and name are 1 to " + LONGEST_TEXT + " characters");
        }
    }

    /** The canonical bytes. */
    public byte[] toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("holdVersion", VERSION);
        node.put("action", action == Action.SET ? "set" : "release");
        node.put("id", id);
        node.put("tenantId", scope.tenantId());
        scope.from().ifPresent(day -> node.put("from", day.toString()));
        scope.to().ifPresent(day -> node.put("to", day.toString()));
        node.put("reason", reason.text());
        node.put("by", reason.by());
        node.put("at", reason.at().toString());
        return Jcs.write(node);
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @throws IllegalArgumentException when the bytes are anything else, with the reason
     */
    public static HoldRecord parse(byte[] json) {
        if (!(StrictJson.read(json, LIMITS) instanceof JsonReading.Value value)) {
            throw new IllegalArgumentException("the record of a hold is not JSON");
        }
        try {
            HoldRecord read = read(value.node());
            if (!Arrays.equals(read.toJson(), json)) {
                throw new IllegalArgumentException("the record of a hold is not canonical or has other members");
            }
            return read;
        } catch (DocumentFields.InvalidDocumentException | DateTimeException wrong) {
            throw new IllegalArgumentException("the record of a hold: " + wrong.getMessage(), wrong);
        }
    }

    private static HoldRecord read(JsonNode node) {
        DocumentFields fields = DocumentFields.of(node);
        String action = fields.text("action", text -> text.equals("set") || text.equals("release"));
        Optional<LocalDate> from =
                fields.optionalText("from", HoldRecord::isText).map(LocalDate::parse);
        Optional<LocalDate> to = fields.optionalText("to", HoldRecord::isText).map(LocalDate::parse);
        Reason reason = new Reason(
                fields.text("reason", HoldRecord::isText),
                fields.text("by", HoldRecord::isText),
                Instant.parse(fields.text("at", HoldRecord::isText)));
        return new HoldRecord(
                action.equals("set") ? Action.SET : Action.RELEASE,
                fields.text("id", ID.asMatchPredicate()),
                new HoldScope(fields.text("tenantId", HoldRecord::isText), from, to),
                reason);
    }

    private static boolean isText(String text) {
        return !text.isBlank() && text.length() <= LONGEST_TEXT;
    }
}
