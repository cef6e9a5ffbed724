package io.wardlog.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.json.Jcs;
import io.wardlog.schema.EventSchema;
import io.wardlog.schema.SchemaRegistry;
import io.wardlog.testkit.FuzzedParser;
import io.wardlog.vectors.Vector;
import java.io.IOException;
import java.util.stream.Stream;

/** An event in a batch, in Kafka, in an export: its bytes are its canonical form, and every question about it has an answer, the same by its bytes and by its tree. */
class EventFuzzTest extends FuzzedParser {

    @Override
    protected Stream<byte[]> seeds() throws IOException {
        return Vector.of("chain.json").eachText("/events", "canonical");
    }

    @Override
    protected void parse(byte[] input) {
        Event.Reading byTree = Event.readTree(input);
        Event.Reading reading = Event.read(input);
        if (byTree instanceof Event.Reading.Refused) {
            assertThat(reading).isEqualTo(byTree);
        } else {
            Event event = ((Event.Reading.Value) reading).event();
            assertThat(Jcs.write(event.tree())).isEqualTo(input);
            assertThat(event.sequenceNumber()).isPositive();
            assertThat(event.hasItsChecksum()).isEqualTo(event.checksum().matches(Jcs.write(event.payload())));
            SchemaRegistry.builtIn()
                    .find(event.eventType(), event.eventVersion())
                    .ifPresent(schema -> checked(schema, event));
        }
    }

    private static void checked(EventSchema schema, Event event) {
        assertThat(schema.checkDisclosed(event))
                .as("by its bytes and by its tree")
                .isEqualTo(schema.checkDisclosed(event.tree()));
        assertThat(schema.criticalityOf(event.payload())).isNotNull();
    }
}
