package io.wardlog.edge.device;

import io.wardlog.event.AuthMethod;
import io.wardlog.event.DeviceType;
import io.wardlog.rate.RateLimit;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Who is on the line, proven.
 *
 * @param deviceId the device's id in this tenant
 * @param type what kind of device it is
 * @param auth how it proved its identity
 * @param pinnedVersions the schema version to assume per event type when a message names none; a type that is absent
 *     here has version 1
 * @param limit how much it may send; absent when the directory does not say
 */
public record DeviceIdentity(
        String deviceId,
        DeviceType type,
        AuthMethod auth,
        Map<String, Integer> pinnedVersions,
        Optional<RateLimit> limit) {

    public DeviceIdentity {
        Objects.requireNonNull(deviceId, "deviceId");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(auth, "auth");
        pinnedVersions = Map.copyOf(pinnedVersions);
        Objects.requireNonNull(limit, "limit");
    }

    /** A device with no limit of its own. */
    public DeviceIdentity(String deviceId, DeviceType type, AuthMethod auth, Map<String, Integer> pinnedVersions) {
        this(deviceId, type, auth, pinnedVersions, Optional.empty());
    }
}
