package io.wardlog.simulator.ward;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.event.UuidV7;
import io.wardlog.simulator.link.SimulatedMessage;
import io.wardlog.simulator.model.ClinicalMessage;
import io.wardlog.simulator.model.DeviceClock;
import io.wardlog.simulator.model.DeviceModel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;

/**
 * A model with a device's clock, counter and ids. The same model, clock, seed and times give the same bytes. Not safe for use by several threads.
 */
final class SimulatedDevice {
    private final String deviceId;
    private final DeviceModel model;
    private final SplittableRandom ids;
    private final ClockDiscipline clock;
    private ClinicalMessage upcoming;
    private long sequence;

    SimulatedDevice(String deviceId, DeviceModel model, long seed) {
        this.deviceId = deviceId;
        this.model = model;
        this.ids = new SplittableRandom(seed);
        this.clock = new ClockDiscipline(DeviceClock.seeded(seed), seed);
        this.upcoming = model.next();
    }

    /** Clinical time of its next message. */
    Duration at() {
        return upcoming.at();
    }

    /** The next message, as the device writes it when this much true time has gone since {@code start}. */
    SimulatedMessage next(Instant start, Duration due) {
        if (upcoming.eventType().equals(ClockDiscipline.EVENT_TYPE)) {
            clock.adjust(start, due, (ObjectNode) upcoming.content().get("payload"));
        }
        SimulatedMessage message = write(upcoming.eventType(), upcoming.content(), start, due);
        upcoming = model.next();
        return message;
    }

    /** The device's goodbye at that time. */
    SimulatedMessage farewell(Instant start, Duration due) {
        ObjectNode content = JsonNodeFactory.instance.objectNode();
        content.putObject("payload").put("why", "standby");
        return write("device.disconnected", content, start, due);
    }

    private SimulatedMessage write(String eventType, ObjectNode content, Instant start, Duration due) {
        Instant time = clock.read(start, due);
        String eventId = UuidV7.next(time, ids::nextLong);
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("deviceId", deviceId)
                .put("eventType", eventType)
                .put("eventTime", time.toString())
                .put("eventId", eventId)
                .put("deviceSequence", ++sequence);
        body.setAll(content);
        return new SimulatedMessage(
                deviceId, eventType, eventId, due, body.toString().getBytes(StandardCharsets.UTF_8));
    }

    String deviceId() {
        return deviceId;
    }
}
