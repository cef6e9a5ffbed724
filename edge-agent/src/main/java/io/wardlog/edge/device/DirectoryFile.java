package io.wardlog.edge.device;

import io.wardlog.config.Default;
import io.wardlog.config.Doc;
import io.wardlog.event.DeviceType;
import io.wardlog.event.Identifiers;
import io.wardlog.hash.Hash;
import io.wardlog.rate.RateLimit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The directory as it stands in its YAML file. */
record DirectoryFile(
        @Doc("The devices of this gateway by device id.") @Default("")
        Map<String, Entry> devices,

        @Doc("How much devices may send, by device type; what the agent's configuration says when absent.") @Default("")
        Map<String, RateLimit> limits) {

    DirectoryFile {
        limits.keySet().forEach(name -> {
            if (Arrays.stream(DeviceType.values())
                    .noneMatch(type -> type.wireName().equals(name))) {
                throw new IllegalArgumentException("limits names " + name + ", which is no device type");
            }
        });
    }

    /** How much this device may send: what is said of it, else of its type. */
    Optional<RateLimit> limitOf(Entry entry) {
        return entry.limit()
                .or(() -> Optional.ofNullable(limits.get(entry.type().wireName())));
    }

    /** One device. */
    record Entry(
            @Doc(
                    "What kind of device it is: infusion_pump, patient_monitor, ventilator, smart_bed, application or other.")
            DeviceType type,

            @Doc("Whether its client certificate (SAN URI urn:wardlog:device:{tenant}:{device}) identifies it.")
            @Default("true")
            boolean certificate,

            @Doc("HMAC-SHA256 of its token with the device id as key, 64 hex digits; absent when it has no token.")
            Optional<String> tokenHmac,

            @Doc("Source addresses that identify it on TCP listeners that ask for it; no host names.") @Default("")
            List<String> addresses,

            @Doc(
                    "Whether lines of the files in the file listener's sub-directory of its name are its own: whoever may write there speaks for it.")
            @Default("false")
            boolean file,

            @Doc("Schema version by event type for messages that name none; 1 when absent.") @Default("")
            Map<String, Integer> versions,

            @Doc("How much it may send, when that is another limit than its type's.")
            Optional<RateLimit> limit) {

        Entry {
            if (type == DeviceType.GATEWAY || type == DeviceType.COLLECTOR) {
                throw new IllegalArgumentException("the type " + type.wireName() + " is the platform's own");
            }
            if (tokenHmac.isPresent() && !Hash.isHex(tokenHmac.get())) {
                throw new IllegalArgumentException("tokenHmac is not 64 lower-case hex digits");
            }
            if (!certificate && tokenHmac.isEmpty() && addresses.isEmpty() && !file) {
                throw new IllegalArgumentException("the device has no way to show who it is");
            }
            if (versions.values().stream().anyMatch(version -> version < 1)) {
                throw new IllegalArgumentException("a schema version is 1 or more");
            }
            if (!versions.keySet().stream().allMatch(Identifiers::isEventType)) {
                throw new IllegalArgumentException("versions names something that is no event type");
            }
            if (!addresses.stream().allMatch(Addresses::isLiteral)) {
                throw new IllegalArgumentException("addresses are IPv4 or IPv6 addresses, no names and no ranges");
            }
            addresses = addresses.stream().map(Addresses::canonical).toList();
        }

        /** By what the device can show who it is. */
        List<String> signsIn() {
            List<String> ways = new ArrayList<>();
            if (certificate) {
                ways.add("certificate");
            }
            if (tokenHmac.isPresent()) {
                ways.add("token");
            }
            if (!addresses.isEmpty()) {
                ways.add("address");
            }
            if (file) {
                ways.add("file");
            }
            return ways;
        }
    }
}
