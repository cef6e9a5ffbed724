package io.wardlog.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.event.Criticality;
import io.wardlog.schema.Incompatibility.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the same message means no less under a newer version: what is patient data stays so, nothing becomes less critical, no number gets
 * another unit or term, nor loses its own (the version after that could give it any). Pure.
 */
final class MeaningCheck {
    private static final List<String> TERMS = List.of("x-unit", "x-mdc");

    private final List<Incompatibility> found = new ArrayList<>();

    private MeaningCheck() {}

    static List<Incompatibility> check(JsonNode older, JsonNode newer) {
        MeaningCheck check = new MeaningCheck();
        check.patientData(older, newer);
        check.criticality(older, newer);
        check.terms(older, newer, "");
        return check.found;
    }

    private void patientData(JsonNode older, JsonNode newer) {
        List<PhiPointer> marks = PhiMarks.pointers(newer);
        for (PhiPointer place : PhiMarks.pointers(older)) {
            if (marks.stream().noneMatch(mark -> mark.covers(place)) && place.isPossibleIn(newer)) {
                add(place.toString(), "x-phi", "was patient data and would stand in the clear");
            }
        }
    }

    private void criticality(JsonNode older, JsonNode newer) {
        Criticality before = Criticality.valueOf(older.path("x-criticality").asText());
        Criticality now = Criticality.valueOf(newer.path("x-criticality").asText());
        if (now.compareTo(before) < 0) {
            add("", "x-criticality", "would be " + now + " where it was " + before);
        }
        for (JsonNode rule : older.path("x-criticality-rules")) {
            Criticality raised = Criticality.valueOf(rule.path("raiseTo").asText());
            if (raised.compareTo(now) > 0 && !isKept(rule, raised, newer)) {
                add(
                        "",
                        "x-criticality-rules",
                        "cannot be shown to be " + raised + " still, which it was because: "
                                + rule.path("because").asText());
            }
        }
    }

    private static boolean isKept(JsonNode rule, Criticality raised, JsonNode newer) {
        for (JsonNode kept : newer.path("x-criticality-rules")) {
            if (Criticality.valueOf(kept.path("raiseTo").asText()).compareTo(raised) >= 0
                    && Subsumption.obstacles(rule.path("when"), kept.path("when"))
                            .isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private void terms(JsonNode older, JsonNode newer, String place) {
        for (String term : TERMS) {
            if (older.has(term) && !newer.isMissingNode() && !older.get(term).equals(newer.get(term))) {
                String now = newer.has(term) ? newer.get(term).toString() : "none";
                add(place, term, "would be " + now + " where it was " + older.get(term));
            }
        }
        older.path("properties").fields().forEachRemaining(property -> {
            JsonNode same = newer.path("properties").path(property.getKey());
            terms(property.getValue(), same, place + "/" + PhiPointer.escape(property.getKey()));
        });
        if (older.has("items")) {
            terms(older.get("items"), newer.path("items"), place + "/" + PhiPointer.EACH);
        }
    }

    private void add(String place, String keyword, String message) {
        found.add(new Incompatibility(Kind.MEANING, place, keyword, message));
    }
}
