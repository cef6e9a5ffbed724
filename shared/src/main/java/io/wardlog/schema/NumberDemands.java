package io.wardlog.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Optional;

/** Whether the bounds of one schema lie within those of another. Pure. */
final class NumberDemands {
    private NumberDemands() {}

    /** The first bound of {@code wide} that does not follow from those of {@code narrow}. */
    static Optional<String> unmet(JsonNode narrow, JsonNode wide) {
        if (!isAbove(narrow, wide, "minimum", "exclusiveMinimum", 1)) {
            return Optional.of(wide.has("minimum") ? "minimum" : "exclusiveMinimum");
        }
        if (!isAbove(narrow, wide, "maximum", "exclusiveMaximum", -1)) {
            return Optional.of(wide.has("maximum") ? "maximum" : "exclusiveMaximum");
        }
        return Optional.empty();
    }

    /** @param sign 1 for lower bounds; -1 mirrors upper bounds into lower ones */
    private static boolean isAbove(JsonNode narrow, JsonNode wide, String inclusive, String exclusive, int sign) {
        boolean meetsInclusive = !wide.has(inclusive)
                || reaches(narrow, inclusive, wide.get(inclusive), sign, 0)
                || reaches(narrow, exclusive, wide.get(inclusive), sign, 0);
        boolean meetsExclusive = !wide.has(exclusive)
                || reaches(narrow, inclusive, wide.get(exclusive), sign, 1)
                || reaches(narrow, exclusive, wide.get(exclusive), sign, 0);
        return meetsInclusive && meetsExclusive;
    }

    /** Whether the bound is there and at least {@code least} beyond the other: 0 for "the same or tighter", 1 for "tighter". */
    private static boolean reaches(JsonNode narrow, String bound, JsonNode other, int sign, int least) {
        if (!narrow.has(bound)) {
            return false;
        }
        BigDecimal own = narrow.get(bound).decimalValue();
        return own.compareTo(other.decimalValue()) * sign >= least;
    }
}
