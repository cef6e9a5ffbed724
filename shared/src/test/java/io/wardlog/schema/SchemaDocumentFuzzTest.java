package io.wardlog.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import io.wardlog.schemas.Fixture;
import io.wardlog.testkit.FuzzedParser;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** A schema that a tenant brings: the rules have an answer for any, and one that breaks none is compiled and compared, or refused with a reason. */
class SchemaDocumentFuzzTest extends FuzzedParser {

    private static final byte[] MESSAGE =
            "{\"eventTime\":\"2026-11-02T07:15:00Z\",\"payload\":{}}".getBytes(StandardCharsets.UTF_8);

    private final List<byte[]> documents = documents();
    private final JsonNode another = node(documents.get(0));
    private final BothWays bothWays = new BothWays(SchemaRegistry.builtIn());
    private final byte[] fixture = Fixture.all().get(0).json();

    private static List<byte[]> documents() {
        SchemaSource source = SchemaSource.classPath();
        return SchemaIndex.read(source.read(SchemaIndex.FILE)).events().stream()
                .map(entry -> source.read(entry.file()))
                .toList();
    }

    private static JsonNode node(byte[] document) {
        return ((JsonReading.Value) StrictJson.read(document, JsonLimits.DOCUMENT)).node();
    }

    @Override
    protected Stream<byte[]> seeds() {
        return documents.stream();
    }

    @Override
    protected int mutations() {
        return 500;
    }

    @Override
    protected void parse(byte[] input) {
        if (StrictJson.read(input, JsonLimits.DOCUMENT) instanceof JsonReading.Value value) {
            SchemaRules.problemsOfShared(value.node());
            if (SchemaRules.problems(value.node()).isEmpty() && value.node() instanceof ObjectNode document) {
                compiled(document);
            }
        }
    }

    private void compiled(ObjectNode document) {
        try {
            EventSchema schema = EventSchemas.of(document);
            bothWays.isAcceptedByBoth(schema, MESSAGE);
            bothWays.isAcceptedByBoth(schema, fixture);
            CompatibilityCheck.check(Compatibility.FULL, another, document);
            assertThat(CompatibilityCheck.check(Compatibility.FULL, document, document))
                    .isEmpty();
        } catch (InvalidSchemaException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }
}
