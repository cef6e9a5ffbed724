package io.wardlog.collector.topic;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A record that is ready for Kafka. The arrays must not be changed afterwards.
 *
 * @param topic one of {@link Topics}
 * @param key the key's bytes
 * @param value the value's bytes; null for a dead letter whose value may not be copied
 * @param headers header values by name, in order
 */
public record OutgoingRecord(String topic, byte[] key, byte[] value, Map<String, byte[]> headers) {
    /** A record without headers. */
    public static OutgoingRecord of(String topic, String key, byte[] value) {
        return new OutgoingRecord(topic, key.getBytes(StandardCharsets.UTF_8), value, new LinkedHashMap<>());
    }

    /** Adds a text header and returns this record. */
    public OutgoingRecord with(String header, String text) {
        headers.put(header, text.getBytes(StandardCharsets.UTF_8));
        return this;
    }
}
