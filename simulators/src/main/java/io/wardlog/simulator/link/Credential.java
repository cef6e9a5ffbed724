package io.wardlog.simulator.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wardlog.event.DeviceType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a device proves who it is: user name and token, and a client certificate when it has one.
 *
 * @param certFile PEM chain, for a client certificate
 * @param keyFile PKCS#8 PEM
 */
public record Credential(
        String id,
        DeviceType deviceType,
        String username,
        String password,
        Optional<Path> certFile,
        Optional<Path> keyFile) {

    /** Reads {@code {"devices":[{"id","type","username","password","certFile"?,"keyFile"?}]}}. */
    public static List<Credential> readAll(Path file) throws IOException {
        List<Credential> devices = new ArrayList<>();
        for (JsonNode device : new ObjectMapper().readTree(file.toFile()).path("devices")) {
            devices.add(new Credential(
                    required(device, "id", file),
                    type(required(device, "type", file), file),
                    required(device, "username", file),
                    required(device, "password", file),
                    path(device, "certFile"),
                    path(device, "keyFile")));
        }
        return devices;
    }

    private static DeviceType type(String label, Path file) throws IOException {
        return DeviceType.fromWireName(label)
                .orElseThrow(() -> new IOException(file + ": no such device type: " + label));
    }

    private static String required(JsonNode device, String field, Path file) throws IOException {
        if (!device.path(field).isTextual()) {
            throw new IOException(file + ": a device has no text in \"" + field + "\"");
        }
        return device.get(field).textValue();
    }

    private static Optional<Path> path(JsonNode device, String field) {
        return Optional.ofNullable(device.path(field).textValue()).map(Path::of);
    }

    @Override
    public String toString() {
        return "Credential[" + id + "]"; // never the token
    }
}
