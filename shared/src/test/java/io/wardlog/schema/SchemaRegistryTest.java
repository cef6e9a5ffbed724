package io.wardlog.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.event.Criticality;
import io.wardlog.hash.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SchemaRegistryTest {
    private final SchemaRegistry registry = SchemaRegistry.builtIn();

    @Test
    void findsByTypeAndVersion() {
        EventSchema schema = registry.find("infusion.rate_changed", 1).orElseThrow();

        assertThat(schema.schemaRef()).isEqualTo("urn:wardlog:schema:infusion.rate_changed:1");
        assertThat(schema.defaultCriticality()).isEqualTo(Criticality.HIGH);
    }

    @Test
    void tellsAnUnknownTypeFromAnUnknownVersion() {
        assertThat(registry.find("infusion.exploded", 1)).isEmpty();
        assertThat(registry.knows("infusion.exploded")).isFalse();
        assertThat(registry.find("infusion.started", 2)).isEmpty();
        assertThat(registry.knows("infusion.started")).isTrue();
    }

    @Test
    void everyVersionHasTheStatusOfTheIndex() {
        assertThat(registry.all()).extracting(EventSchema::status).containsOnly(SchemaStatus.ACTIVE);
    }

    @Test
    void everyDocumentOfTheProductCompilesWhenSomethingIsCheckedAgainstIt() {
        JsonNode nothing = Documents.json("{}");

        assertThat(registry.checkMessage(nothing)).isNotEmpty();
        assertThat(registry.checkEnvelope(nothing)).isNotEmpty();
        assertThat(registry.all()).allSatisfy(schema -> {
            schema.check(Documents.json("{\"payload\":{}}"));
            schema.checkDisclosed(Documents.json("{\"payload\":{}}"));
            assertThat(schema.criticalityOf(nothing)).isGreaterThanOrEqualTo(schema.defaultCriticality());
        });
    }

    @Test
    void aTenantsDocumentIsCompiledAtOnce() {
        assertThatThrownBy(() ->
                        EventSchemas.of((ObjectNode) Documents.json("{\"x-criticality\":\"LOW\",\"maxLenght\":5}")))
                .isInstanceOf(InvalidSchemaException.class)
                .hasMessageContaining("maxLenght");
    }

    @Test
    void aDocumentThatWasChangedIsAFault() {
        SchemaSource source = SchemaSource.classPath();
        SchemaSource changed =
                path -> path.equals("device.connected/1.json") ? plus(source.read(path), ' ') : source.read(path);

        assertThat(SchemaRegistry.load(source).all()).hasSameSizeAs(registry.all());
        assertThatThrownBy(() -> SchemaRegistry.load(changed))
                .isInstanceOf(InvalidSchemaException.class)
                .hasMessageContaining("device.connected/1.json was changed");
    }

    @Test
    void aDocumentUnderAnotherNameIsAFault() {
        SchemaSource source = SchemaSource.classPath();
        String index = new String(source.read(SchemaIndex.FILE), StandardCharsets.UTF_8);
        byte[] heartbeat = source.read("device.heartbeat/1.json");
        String renamed = index.replace(
                Sha256.of(source.read("device.connected/1.json")).hex(),
                Sha256.of(heartbeat).hex());
        SchemaSource changed = path -> switch (path) {
            case SchemaIndex.FILE -> renamed.getBytes(StandardCharsets.UTF_8);
            case "device.connected/1.json" -> heartbeat;
            default -> source.read(path);
        };

        assertThatThrownBy(() -> SchemaRegistry.load(changed))
                .isInstanceOf(InvalidSchemaException.class)
                .hasMessageContaining("device.connected")
                .hasMessageContaining("device.heartbeat");
    }

    private static byte[] plus(byte[] bytes, char last) {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        longer[bytes.length] = (byte) last;
        return longer;
    }
}
