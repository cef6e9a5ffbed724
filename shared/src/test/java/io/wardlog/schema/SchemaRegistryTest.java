package io.wardlog.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.event.Criticality;
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
}
