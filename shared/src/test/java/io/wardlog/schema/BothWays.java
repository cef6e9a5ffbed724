package io.wardlog.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.disclosure.Disclosure;
import io.wardlog.disclosure.Redactor;
import io.wardlog.event.DeviceMessage;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** One message by the quick way and by the way of the tree. */
final class BothWays {
    private final SchemaRegistry registry;

    BothWays(SchemaRegistry registry) {
        this.registry = registry;
    }

    /** Everything that an event, its chain and its sealed block are made of. */
    private record Everything(String head, String criticality, Map<String, String> members, String disclosures) {}

    /**
     * Whether the quick way accepts the message. Fails when the tree's way does not accept it too, or sees anything in it
     * otherwise.
     */
    boolean isAcceptedByBoth(EventSchema schema, byte[] message) {
        Optional<Everything> quick = registry.read(message).flatMap(read -> everything(schema, read));
        quick.ifPresent(seen -> assertThat(tree(message).flatMap(read -> everything(schema, read)))
                .as(() -> schema + ": " + new String(message, StandardCharsets.UTF_8))
                .hasValue(seen));
        return quick.isPresent();
    }

    /** Whether the tree's way accepts the message. */
    boolean isAcceptedByTree(EventSchema schema, byte[] message) {
        return tree(message).flatMap(read -> everything(schema, read)).isPresent();
    }

    private static Optional<DeviceMessage> tree(byte[] message) {
        return StrictJson.read(message, JsonLimits.DEVICE_MESSAGE) instanceof JsonReading.Value value
                        && DeviceMessage.read(value.node()) instanceof DeviceMessage.Reading.Value read
                ? Optional.of(read.message())
                : Optional.empty();
    }

    private static Optional<Everything> everything(EventSchema schema, DeviceMessage message) {
        if (!(schema.judge(message) instanceof SchemaVerdict.Accepted accepted)) {
            return Optional.empty();
        }
        AtomicInteger salts = new AtomicInteger();
        MessageContent.Redacted redacted = accepted.content().redact(new Redactor(() -> salt(salts.incrementAndGet())));
        Map<String, String> members = new TreeMap<>();
        redacted.members()
                .forEach((name, bytes) -> members.put(name.wireName(), new String(bytes, StandardCharsets.UTF_8)));
        String head = String.join(
                "|",
                message.deviceId().toString(),
                message.eventType().toString(),
                message.eventVersion().toString(),
                message.eventTime(),
                message.eventTimeRaw(),
                message.claimedInstant().toString(),
                message.eventId().toString(),
                message.deviceSequence().toString());
        String disclosures = redacted.disclosures().stream()
                .map(disclosure -> disclosure.pointer() + " " + disclosure.encoded())
                .collect(Collectors.joining("|"));
        return Optional.of(new Everything(head, accepted.content().criticality().name(), members, disclosures));
    }

    private static byte[] salt(int number) {
        byte[] salt = new byte[Disclosure.SALT_LENGTH];
        salt[0] = (byte) number;
        return salt;
    }
}
