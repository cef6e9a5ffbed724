package io.wardlog.schema;

import io.wardlog.schemas.Fixture;
import io.wardlog.testkit.FuzzedParser;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A device's message by the quick way and by the tree: they never answer differently. The first byte says of which type it is. */
class DeviceMessageFuzzTest extends FuzzedParser {

    private final SchemaRegistry registry = SchemaRegistry.builtIn();
    private final List<EventSchema> schemas = registry.all();
    private final BothWays bothWays = new BothWays(registry);

    @Override
    protected Stream<byte[]> seeds() {
        return Fixture.all().stream()
                .filter(fixture -> number(fixture) >= 0)
                .map(fixture -> headed(number(fixture), fixture.json()));
    }

    private int number(Fixture fixture) {
        return registry.find(fixture.eventType(), fixture.version())
                .map(schemas::indexOf)
                .orElse(-1);
    }

    @Override
    protected void parse(byte[] input) {
        if (input.length > 0) {
            EventSchema schema = schemas.get((input[0] & 0xFF) % schemas.size());
            bothWays.isAcceptedByBoth(schema, Arrays.copyOfRange(input, 1, input.length));
        }
    }
}
