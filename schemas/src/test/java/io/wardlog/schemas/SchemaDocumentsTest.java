package io.wardlog.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That the files are what the index names, and JSON Schema. That they keep to the rules of the house is SchemaRulesTest's in module shared. */
class SchemaDocumentsTest {
    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

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
}
