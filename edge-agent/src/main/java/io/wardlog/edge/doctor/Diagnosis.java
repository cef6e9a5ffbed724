package io.wardlog.edge.doctor;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * What came of looking at one thing.
 *
 * @param check what was looked at: one stable word
 * @param found one line
 * @param fix how to repair it, one line; empty when all is well
 */
public record Diagnosis(String check, Level level, String found, String fix) {

    /** How it stands. */
    public enum Level {
        OK,
        /** The agent works; someone should look at it. */
        WARNING,
        /** The agent does not start, or does not do all that it should. */
        FAILED
    }

    /** All is well. */
    public static Diagnosis ok(String check, String found) {
        return new Diagnosis(check, Level.OK, found, "");
    }

    static Diagnosis warning(String check, String found, String fix) {
        return new Diagnosis(check, Level.WARNING, found, fix);
    }

    /** Something that must be repaired. */
    public static Diagnosis failed(String check, String found, String fix) {
        return new Diagnosis(check, Level.FAILED, found, fix);
    }

    /** For programs. */
    public ObjectNode toJson() {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("check", check)
                .put("level", level.name().toLowerCase(Locale.ROOT))
                .put("found", found);
        return fix.isEmpty() ? node : node.put("fix", fix);
    }
}
