package io.wardlog.verify;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.disclosure.SealedEvent;
import io.wardlog.verify.ExportLine.RefusedException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The members of a line behind the hash, in their order: {@code disclosures}, {@code log} (a hint, not read), {@code quarantine}. */
record ExportLineTail(List<String> disclosures, Optional<String> quarantine) {
    /** No member at all. */
    static final ExportLineTail NONE = new ExportLineTail(List.of(), Optional.empty());

    private static final List<String> MEMBERS = List.of("disclosures", "log", "quarantine");

    static ExportLineTail of(JsonNode members) {
        requireOrder(members.fieldNames());
        return new ExportLineTail(disclosures(members.path("disclosures")), quarantine(members.path("quarantine")));
    }

    private static void requireOrder(Iterator<String> names) {
        int last = -1;
        while (names.hasNext()) {
            int index = MEMBERS.indexOf(names.next());
            if (index <= last) {
                throw new RefusedException("a member behind the hash is unknown or out of order", false);
            }
            last = index;
        }
    }

    private static List<String> disclosures(JsonNode array) {
        List<String> texts = new ArrayList<>();
        if (!array.isMissingNode() && !array.isArray()) {
            throw new RefusedException("\"disclosures\" is no array", false);
        }
        for (JsonNode text : array) {
            if (!text.isTextual()) {
                throw new RefusedException("a disclosure is no string", false);
            }
            texts.add(text.textValue());
        }
        return texts;
    }

    private static Optional<String> quarantine(JsonNode mark) {
        if (mark.isMissingNode()) {
            return Optional.empty();
        }
        String code = mark.path("code").asText("");
        if (mark.size() != 1 || !SealedEvent.isCode(code)) {
            throw new RefusedException("\"quarantine\" is not an object with a code", false);
        }
        return Optional.of(code);
    }
}
