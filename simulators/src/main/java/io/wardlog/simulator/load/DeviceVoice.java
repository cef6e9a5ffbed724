package io.wardlog.simulator.load;

import io.wardlog.event.UuidV7;
import java.time.Instant;
import java.util.SplittableRandom;

/** One device's messages, one after the other, with its own ids and counter. Not safe for use by several threads. */
final class DeviceVoice {
    private final String deviceId;
    private final Repertoire repertoire;
    private final SplittableRandom ids;
    private final long begin;
    private long sequence;

    /** The seed says where in the repertoire the device begins, and its ids. */
    DeviceVoice(String deviceId, Repertoire repertoire, long seed) {
        this.deviceId = deviceId;
        this.repertoire = repertoire;
        this.ids = new SplittableRandom(seed ^ ((long) deviceId.hashCode() << 20));
        this.begin = ids.nextInt(repertoire.templates().size());
    }

    /** The next message, of the moment at which it is due. */
    LoadMessage next(Instant start, long dueNanos) {
        Instant time = Instant.ofEpochMilli(start.toEpochMilli() + dueNanos / 1_000_000);
        String eventId = UuidV7.next(time, ids::nextLong);
        MessageTemplate template = repertoire.get(begin + sequence);
        byte[] body = template.write(deviceId, time.toString(), eventId, ++sequence);
        return new LoadMessage(dueNanos, template.eventType(), eventId, body);
    }
}
