package io.wardlog.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.schema.Incompatibility.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether one version of an event type may follow another (docs/adr/0019). It proves, and where it cannot it says so: no reasons means that
 * no message contradicts the rule; a reason may be one that a cleverer check could dispel. Pure.
 */
public final class CompatibilityCheck {
    private CompatibilityCheck() {}

    /**
     * The reasons why {@code newer} may not follow {@code older} under this rule; empty when it may.
     *
     * @throws InvalidSchemaException when one is no payload schema of the house
     */
    public static List<Incompatibility> check(Compatibility rule, JsonNode older, JsonNode newer) {
        try {
            return compare(rule, older, newer);
        } catch (RuntimeException e) { // the library has no common type for what it does not compile
            throw new InvalidSchemaException(
                    "cannot be compared, as one is no schema of the house: " + e.getMessage(), e);
        }
    }

    private static List<Incompatibility> compare(Compatibility rule, JsonNode older, JsonNode newer) {
        List<Incompatibility> reasons = new ArrayList<>(MeaningCheck.check(older, newer));
        if (rule != Compatibility.FORWARD) {
            Subsumption.obstacles(older, newer).forEach(found -> reasons.add(found.as(Kind.BACKWARD)));
        }
        if (rule != Compatibility.BACKWARD) {
            Subsumption.obstacles(newer, older).forEach(found -> reasons.add(found.as(Kind.FORWARD)));
        }
        return List.copyOf(reasons);
    }
}
