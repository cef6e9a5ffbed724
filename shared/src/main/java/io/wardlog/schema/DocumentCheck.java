package io.wardlog.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.ValidationMessage;
import io.wardlog.error.ErrorCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One schema, and the places in which it wants a digest instead of a value (none for the clear form). Answers at
 * most {@value #MOST} violations, ordered by place.
 */
final class DocumentCheck {
    /** Enough to repair a message by; a hostile one must not buy an answer larger than itself. */
    static final int MOST = 20;

    /** What stands in the clear comes first: it must not be lost among many others. */
    private static final Comparator<Violation> ORDER = Comparator.comparing(
                    (Violation violation) -> violation.code() != ErrorCode.PHI_IN_CLEAR)
            .thenComparing(Violation::pointer)
            .thenComparing(Violation::message);

    private static final Set<String> ALTERNATIVES = Set.of("oneOf", "anyOf");

    /** The keywords below which parts stand by a name that the schema's author chose. */
    private static final Set<String> NAMED_PARTS = Set.of("properties", "patternProperties", "dependentSchemas");

    private final ReferenceSchema schema;
    private final List<PhiPointer> digestPlaces;

    DocumentCheck(ReferenceSchema schema, List<PhiPointer> digestPlaces) {
        this.schema = schema;
        this.digestPlaces = digestPlaces;
    }

    List<Violation> check(JsonNode document) {
        return check(document, "");
    }

    /** Checks a part of a document; {@code base} is the part's own pointer. */
    List<Violation> check(JsonNode part, String base) {
        Set<String> inClear = valuesInClear(part);
        Set<ValidationMessage> failures = schema.validate(part);
        if (failures.isEmpty() && inClear.isEmpty()) {
            return List.of();
        }
        List<Violation> violations = new ArrayList<>();
        inClear.forEach(pointer ->
                violations.add(new Violation(ErrorCode.PHI_IN_CLEAR, base + pointer, "x-phi", "stands in the clear")));
        for (ValidationMessage failure : failures) {
            String pointer = ViolationText.pointer(failure);
            if (!isInsideAlternative(failure) && inClear.stream().noneMatch(place -> isAtOrBelow(pointer, place))) {
                violations.add(violation(failure, base + pointer));
            }
        }
        return violations.stream().distinct().sorted(ORDER).limit(MOST).toList();
    }

    private Set<String> valuesInClear(JsonNode document) {
        if (digestPlaces.isEmpty()) {
            return Set.of();
        }
        Set<String> found = new HashSet<>();
        for (PhiPointer place : digestPlaces) {
            for (String pointer : place.find(document)) {
                if (!PhiMarks.isDigest(document.at(pointer))) {
                    found.add(pointer);
                }
            }
        }
        return found;
    }

    /** Why the single alternatives do not fit only confuses; that none does is reported for all of them. */
    private static boolean isInsideAlternative(ValidationMessage failure) {
        JsonNodePath above = failure.getEvaluationPath().getParent();
        for (int i = 0; above != null && i < above.getNameCount(); i++) {
            String keyword = above.getName(i);
            if (ALTERNATIVES.contains(keyword)) {
                return true;
            }
            if (NAMED_PARTS.contains(keyword)) {
                i++; // what follows is a name, not a keyword
            }
        }
        return false;
    }

    private static boolean isAtOrBelow(String pointer, String place) {
        return pointer.equals(place) || pointer.startsWith(place + "/");
    }

    private static Violation violation(ValidationMessage failure, String pointer) {
        return new Violation(ErrorCode.SCHEMA_VIOLATION, pointer, failure.getType(), ViolationText.message(failure));
    }
}
