package io.wardlog.edge.device;

import io.wardlog.config.ConfigException;
import io.wardlog.config.ConfigLoader;
import io.wardlog.config.ConfigProblem;
import io.wardlog.edge.device.DeviceDirectory.Owner;
import io.wardlog.event.Identifiers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads a directory file and checks what only the whole of it shows. */
final class DirectoryReader {

    private final Path file;
    private final byte[] bytes;
    private final List<ConfigProblem> problems = new ArrayList<>();

    private DirectoryReader(Path file, byte[] bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    static DirectorySnapshot read(Path file, Owner owner) {
        try {
            return parse(file, Files.readAllBytes(file), owner);
        } catch (IOException unreadable) {
            throw new ConfigException(
                    file.toString(),
                    List.of(new ConfigProblem(
                            0,
                            "",
                            "cannot be read: " + unreadable.getClass().getSimpleName(),
                            "Check that it exists and may be read")));
        }
    }

    /** The same for the bytes that {@code file} held when they were read. */
    static DirectorySnapshot parse(Path file, byte[] bytes, Owner owner) {
        return new DirectoryReader(file, bytes).read(owner);
    }

    private DirectorySnapshot read(Owner owner) {
        ConfigLoader.Source source =
                new ConfigLoader.Source(file.toString(), file.toAbsolutePath().getParent(), bytes);
        DirectoryFile bound = ConfigLoader.parse(DirectoryFile.class, source, Map.of(), "");
        Map<String, String> owners = new HashMap<>();
        bound.devices().forEach((id, entry) -> {
            checkId(id, owner);
            entry.addresses().forEach(address -> checkAddress(id, address, owners.putIfAbsent(address, id)));
        });
        if (!problems.isEmpty()) {
            throw new ConfigException(file.toString(), problems);
        }
        return new DirectorySnapshot(owner.tenantId(), bound);
    }

    private void checkId(String id, Owner owner) {
        if (!Identifiers.isDevice(id)) {
            report(
                    id,
                    "is not a device id",
                    "Use 1 to 128 letters, digits, '.', '_' and '-', no punctuation at the ends");
        } else if (id.equals(owner.agentId())) {
            report(
                    id,
                    "is this agent's own id",
                    "Give the device another id; the agent's name is taken by its own chain");
        }
    }

    private void checkAddress(String id, String address, String other) {
        if (other != null) {
            report(id, "has the address " + address + " of " + other, "Give each address to one device only");
        }
    }

    private void report(String id, String problem, String fix) {
        problems.add(new ConfigProblem(lineOf(id), "devices." + id, problem, fix));
    }

    /** The line of the key, as the reader of the file would find it; 0 when it is written in an unusual way. */
    private int lineOf(String id) {
        String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i].strip();
            if (line.startsWith(id + ":") || line.startsWith('"' + id + "\":") || line.startsWith('\'' + id + "':")) {
                return i + 1;
            }
        }
        return 0;
    }
}
