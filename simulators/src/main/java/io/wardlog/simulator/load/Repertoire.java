package io.wardlog.simulator.load;

import io.wardlog.event.DeviceType;
import io.wardlog.simulator.link.Credential;
import io.wardlog.simulator.ward.Pace;
import io.wardlog.simulator.ward.Ward;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a type of device says in its course, made once before the load begins; every device of the type says it over and over. Immutable. */
record Repertoire(List<MessageTemplate> templates) {
    private static final int MESSAGES = 1024;
    private static final String NOBODY = "the-device-of-the-template";

    /** The first {@value #MESSAGES} messages of one simulated device. */
    static Repertoire of(DeviceType type, long seed) {
        Credential device = new Credential(NOBODY, type, NOBODY, "", Optional.empty(), Optional.empty());
        Ward ward = Ward.of(List.of(device), seed, Pace.speed(1), Instant.now());
        List<MessageTemplate> templates = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            templates.add(MessageTemplate.of(ward.next(), NOBODY));
        }
        return new Repertoire(List.copyOf(templates));
    }

    /** Of any device: that it is well, and says so again within a minute. */
    static Repertoire heartbeats() {
        String rest = ",\"payload\":{\"interval\":{\"unit\":\"s\",\"value\":60},\"status\":\"ok\"}}";
        return new Repertoire(List.of(new MessageTemplate("device.heartbeat", List.of(rest))));
    }

    MessageTemplate get(long index) {
        return templates.get((int) (index % templates.size()));
    }
}
