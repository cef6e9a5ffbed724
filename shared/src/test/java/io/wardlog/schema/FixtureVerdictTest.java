package io.wardlog.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.error.ErrorCode;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import io.wardlog.schemas.Fixture;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every fixture gets the verdict of its folder, and an invalid one for the reason that its name tells. */
class FixtureVerdictTest {
    private static final List<String> OTHERS = List.of(
            "type",
            "enum",
            "pattern",
            "format",
            "minLength",
            "minItems",
            "maxItems",
            "minimum",
            "exclusiveMinimum",
            "minProperties",
            "required",
            "oneOf",
            "false",
            "properties");
    private static final String SECRET = "Zaphod Beeblebrox";
    private final SchemaRegistry registry = SchemaRegistry.builtIn();

    static Stream<Fixture> valid() {
        return Fixture.all().stream().filter(Fixture::valid);
    }

    static Stream<Fixture> invalid() {
        return Fixture.all().stream().filter(fixture -> !fixture.valid());
    }

    @ParameterizedTest
    @MethodSource("valid")
    void accepts(Fixture fixture) {
        assertThat(check(fixture)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void refusesForWhatItsNameTells(Fixture fixture) {
        List<Violation> violations = check(fixture);

        assertThat(violations).extracting(Violation::pointer).isNotEmpty().containsOnly(pointerOf(violations));
        assertThat(violations).extracting(Violation::code).containsOnly(ErrorCode.SCHEMA_VIOLATION);
        assertThat(keywordsFor(fixture.name()))
                .containsAll(violations.stream().map(Violation::keyword).toList());
    }

    private static String pointerOf(List<Violation> violations) {
        return violations.isEmpty() ? "none" : violations.get(0).pointer();
    }

    @ParameterizedTest
    @MethodSource("valid")
    void neverRepeatsWhatStandsInTheMessage(Fixture fixture) {
        JsonNode message = read(fixture);
        for (JsonNode object : objectsOf(message)) {
            for (String name : namesOf(object)) {
                JsonNode before = object.get(name);
                ((ObjectNode) object).put(name, SECRET);
                assertTellsNothing(fixture, message);
                ((ObjectNode) object).set(name, before);
            }
            ((ObjectNode) object).put(SECRET, 1);
            assertTellsNothing(fixture, message);
            ((ObjectNode) object).remove(SECRET);
        }
    }

    private void assertTellsNothing(Fixture fixture, JsonNode message) {
        List<Violation> violations = registry.find(fixture.eventType(), fixture.version())
                .orElseThrow()
                .check(message);
        assertThat(violations).noneMatch(v -> (v + v.pointer() + v.keyword()).contains("Zaphod"));
    }

    private static List<String> keywordsFor(String name) {
        if (name.startsWith("missing-") || name.startsWith("neither-")) {
            return List.of("required", "oneOf");
        }
        if (name.startsWith("unknown-property") || name.startsWith("unknown-top-level")) {
            return List.of("additionalProperties");
        }
        if (name.startsWith("wrong-unit") || name.startsWith("unknown-")) {
            return List.of("const", "enum");
        }
        if (name.endsWith("-out-of-range") || name.endsWith("-negative") || name.endsWith("-zero")) {
            return List.of("minimum", "maximum", "exclusiveMinimum");
        }
        if (name.endsWith("-too-long")) {
            return List.of("maxLength", "x-max-bytes");
        }
        return OTHERS;
    }

    private List<Violation> check(Fixture fixture) {
        return registry.find(fixture.eventType(), fixture.version())
                .orElseThrow()
                .check(read(fixture));
    }

    private static JsonNode read(Fixture fixture) {
        return ((JsonReading.Value) StrictJson.read(fixture.json(), JsonLimits.DEVICE_MESSAGE)).node();
    }

    private static List<JsonNode> objectsOf(JsonNode node) {
        List<JsonNode> objects = new ArrayList<>();
        if (node.isObject()) {
            objects.add(node);
        }
        node.forEach(child -> objects.addAll(objectsOf(child)));
        return objects;
    }

    private static List<String> namesOf(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
