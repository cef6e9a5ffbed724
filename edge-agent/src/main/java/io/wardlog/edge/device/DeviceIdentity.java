package io.wardlog.edge.device;

import io.wardlog.event.AuthMethod;
import io.wardlog.event.DeviceType;
import java.util.Map;
import java.util.Objects;

/**
 * Who is on the line, proven.
 *
 * @param deviceId the device's id in this tenant
 * @param type what kind of device it is
 * @param auth how it proved its identity
 * @param pinnedVersions the schema version to assume per event type when a message names none; a type that is absent
 *     here has version 1
 */
public record DeviceIdentity(String deviceId, DeviceType type, AuthMethod auth, Map<String, Integer> pinnedVersions) {

    public DeviceIdentity {
        Objects.requireNonNull(deviceId, "deviceId");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(auth, "auth");
        pinnedVersions = Map.copyOf(pinnedVersions);
    }
}
