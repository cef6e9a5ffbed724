package io.wardlog.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keeps every schema document to the rules of schemas/README.md. */
class SchemaRulesTest {
    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";
    private static final Set<String> CRITICALITIES = Set.of("LOW", "NORMAL", "HIGH", "CRITICAL");
    private static final Set<String> KEYWORDS = Set.of(
            "$schema",
            "$id",
            "title",
            "description",
            "type",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "minProperties",
            "minItems",
            "maxItems",
            "enum",
            "const",
            "minLength",
            "maxLength",
            "pattern",
            "format",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "oneOf",
            "if",
            "then",
            "else",
            "x-phi",
            "x-criticality",
            "x-criticality-rules",
            "x-mdc",
            "x-audit",
            "x-max-bytes",
            "x-unit");
    /** UCUM case-sensitive codes; a new one is added here after a look into the UCUM tables. */
    private static final Set<String> UCUM = Set.of(
            "1",
            "By",
            "us",
            "ms",
            "s",
            "min",
            "h",
            "/min",
            "%",
            "mm[Hg]",
            "cm[H2O]",
            "mbar",
            "Cel",
            "deg",
            "cm",
            "kg",
            "[ppm]",
            "mL",
            "L/min",
            "mL/h",
            "mg/mL",
            "ug/mL",
            "g/mL",
            "[iU]/mL",
            "mmol/mL",
            "ug",
            "mg",
            "g",
            "[iU]",
            "mmol",
            "ug/kg",
            "mg/kg",
            "[iU]/kg",
            "ug/kg/min",
            "ug/kg/h",
            "ug/min",
            "ug/h",
            "mg/kg/h",
            "mg/min",
            "mg/h",
            "g/h",
            "[iU]/kg/h",
            "[iU]/min",
            "[iU]/h",
            "mmol/kg/h",
            "mmol/h");

    static List<String> files() {
        return SchemaDocuments.files();
    }

    @Test
    void indexNamesEveryDocumentOnce() {
        assertThat(SchemaDocuments.indexed()).containsExactlyInAnyOrderElementsOf(SchemaDocuments.files());
    }

    @Test
    void indexAndDocumentsAgreeOnTheirNames() {
        JsonNode index = SchemaDocuments.read("index.json");
        for (String shared : List.of("deviceMessage", "envelope")) {
            JsonNode entry = index.path(shared);
            assertThat(SchemaDocuments.read(entry.path("file").asText()).path("$id"))
                    .isEqualTo(entry.path("id"));
        }
        for (JsonNode entry : index.path("events")) {
            String type = entry.path("eventType").asText();
            int version = entry.path("eventVersion").asInt();
            assertThat(entry.path("file").asText()).isEqualTo(type + "/" + version + ".json");
            assertThat(SchemaDocuments.read(entry.path("file").asText())
                            .path("$id")
                            .asText())
                    .isEqualTo("urn:wardlog:schema:" + type + ":" + version);
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void isJsonSchema202012(String file) {
        JsonNode document = SchemaDocuments.read(file);
        JsonSchema metaSchema =
                JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(SchemaLocation.of(DIALECT));

        assertThat(document.path("$schema").asText()).isEqualTo(DIALECT);
        assertThat(metaSchema.validate(document)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    void usesOnlyTheKeywordsOfTheHouseAndNoReferences(String file) {
        SchemaDocuments.walk(SchemaDocuments.read(file), "", (place, schema) -> {
            Set<String> keywords = new TreeSet<>();
            schema.fieldNames().forEachRemaining(keywords::add);
            assertThat(KEYWORDS).as(place).containsAll(keywords);
        });
    }

    @ParameterizedTest
    @MethodSource("files")
    void namesPropertiesInCamelCase(String file) {
        SchemaDocuments.walk(
                SchemaDocuments.read(file),
                "",
                (place, schema) -> schema.path("properties")
                        .fieldNames()
                        .forEachRemaining(name -> assertThat(name).as(place).matches("[a-z][A-Za-z0-9]*")));
    }

    @ParameterizedTest
    @MethodSource("files")
    void describesEverything(String file) {
        SchemaDocuments.walk(
                SchemaDocuments.read(file),
                "",
                (place, schema) -> assertThat(schema.path("description").asText())
                        .as(place)
                        .isNotBlank());
    }

    @ParameterizedTest
    @MethodSource("files")
    void closesObjectsAndBoundsEverything(String file) {
        SchemaDocuments.walk(SchemaDocuments.read(file), "", (place, schema) -> {
            switch (schema.path("type").asText()) {
                case "object" -> assertClosed(file, place, schema);
                case "array" ->
                    assertThat(schema.has("maxItems") && schema.has("items"))
                            .as(place)
                            .isTrue();
                case "string" -> assertThat(schema.has("maxLength")).as(place).isTrue();
                case "number", "integer" ->
                    assertThat(isBoundedNumber(schema)).as(place).isTrue();
                case "boolean" -> assertThat(schema.size()).as(place).isGreaterThan(1);
                default ->
                    assertThat(schema.has("enum") || schema.has("const"))
                            .as(place)
                            .isTrue();
            }
        });
    }

    /** Only the payload is open, in the two documents that every event type shares: its own schema closes it. */
    private static void assertClosed(String file, String place, JsonNode schema) {
        boolean sharedPayload = !file.contains("/") && place.equals("/payload");
        assertThat(schema.has("properties")).as(place).isEqualTo(!sharedPayload);
        assertThat(schema.path("additionalProperties").asBoolean(true))
                .as(place)
                .isEqualTo(sharedPayload);
        schema.path("required")
                .forEach(name -> assertThat(schema.path("properties").has(name.asText()))
                        .as(place + name)
                        .isTrue());
    }

    private static boolean isBoundedNumber(JsonNode schema) {
        return schema.has("maximum") && (schema.has("minimum") || schema.has("exclusiveMinimum"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void givesEveryNumberAUnitOfUcum(String file) {
        SchemaDocuments.walk(SchemaDocuments.read(file), "", (place, schema) -> {
            schema.path("properties").fields().forEachRemaining(property -> {
                if (Set.of("number", "integer")
                        .contains(property.getValue().path("type").asText())) {
                    assertThat(UCUM)
                            .as(place + "/" + property.getKey())
                            .containsAll(units(schema, property.getValue()));
                }
            });
        });
    }

    /** A fixed unit stands in the schema; a quantity of a device carries its unit in the message, beside the value. */
    private static Set<String> units(JsonNode parent, JsonNode number) {
        if (number.has("x-unit")) {
            return Set.of(number.path("x-unit").asText());
        }
        JsonNode unit = parent.path("properties").path("unit");
        assertThat(parent.path("required")).extracting(JsonNode::asText).contains("value", "unit");
        Set<String> units = new TreeSet<>();
        unit.path("enum").forEach(code -> units.add(code.asText()));
        if (unit.has("const")) {
            units.add(unit.path("const").asText());
        }
        assertThat(units).isNotEmpty();
        return units;
    }

    @ParameterizedTest
    @MethodSource("files")
    void namesMdcTermsWell(String file) {
        SchemaDocuments.walk(SchemaDocuments.read(file), "", (place, schema) -> {
            if (schema.has("x-mdc")) {
                JsonNode term = schema.get("x-mdc");
                assertThat(term.path("refId").asText()).as(place).matches("MDC_[A-Z0-9_]+");
                assertThat(term.path("code").asLong(1)).as(place).isPositive();
                assertThat(List.of("refId", "code")).as(place).containsAll(term::fieldNames);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("files")
    void namesAuditTermsWell(String file) {
        SchemaDocuments.walk(SchemaDocuments.read(file), "", (place, schema) -> {
            if (schema.has("x-audit")) {
                JsonNode term = schema.get("x-audit");
                assertThat(List.of(
                                "eventId", "eventTypeCode", "action", "lifecycle", "purposeOfUse", "system", "codes"))
                        .as(place)
                        .containsAll(term::fieldNames);
                assertThat(term.path("eventId").asText("110100")).as(place).matches("1101[0-9]{2}");
                assertThat(term.path("eventTypeCode").asText("110100"))
                        .as(place)
                        .matches("1101[0-9]{2}");
                assertThat(term.path("action").asText("E")).as(place).matches("[CRUDE]");
                assertThat(term.path("lifecycle").asText("access")).as(place).matches("[a-z]+");
                term.path("codes")
                        .fieldNames()
                        .forEachRemaining(value -> assertThat(schema.path("enum"))
                                .as(place)
                                .extracting(JsonNode::asText)
                                .contains(value));
            }
        });
    }

    @Test
    void everyTypeOfAnApplicationHasItsAuditTerm() {
        assertThat(SchemaDocuments.files())
                .filteredOn(file -> file.startsWith("auth.") || file.startsWith("record."))
                .hasSizeGreaterThanOrEqualTo(11)
                .allSatisfy(file -> assertThat(SchemaDocuments.read(file)
                                .at("/x-audit/eventId")
                                .asText())
                        .isNotEmpty());
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyEventTypeHasACriticalityAndRulesThatRaiseIt(String file) {
        JsonNode document = SchemaDocuments.read(file);
        if (!file.contains("/")) {
            assertThat(document.has("x-criticality")).isFalse();
            return;
        }
        assertThat(CRITICALITIES).contains(document.path("x-criticality").asText());
        for (JsonNode rule : document.path("x-criticality-rules")) {
            assertThat(CRITICALITIES).contains(rule.path("raiseTo").asText());
            assertThat(rule.path("raiseTo").asText())
                    .isNotEqualTo(document.path("x-criticality").asText());
            assertThat(rule.path("because").asText()).isNotBlank();
            assertReadsClearValues(document, rule.path("when"), "");
        }
    }

    /** A rule names properties that exist, are asked to be present, and never stand only as a digest. */
    private static void assertReadsClearValues(JsonNode schema, JsonNode when, String place) {
        assertThat(when.path("properties").size() > 0).as(place).isEqualTo(when.has("required"));
        when.path("properties").fields().forEachRemaining(condition -> {
            JsonNode property = schema.path("properties").path(condition.getKey());
            String below = place + "/" + condition.getKey();
            assertThat(property.isObject()).as(below).isTrue();
            assertThat(property.has("x-phi")).as(below).isFalse();
            assertThat(when.path("required"))
                    .extracting(JsonNode::asText)
                    .as(below)
                    .contains(condition.getKey());
            assertReadsClearValues(property, condition.getValue(), below);
        });
    }
}
