package io.wardlog.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Pattern;

/** The volume from which ward A's agent reads files, written to as an application would. */
record FileVolume(Path directory) {

    static FileVolume of(Stack stack) {
        return new FileVolume(stack.layout.directory().resolve("volume"));
    }

    /** Lets ward A's agent read the files of this device; before it runs. */
    void isReadFor(DemoDevice device, DemoLayout layout) throws IOException {
        Path agent = layout.agentConfig(DemoNames.agent(Stack.WARD));
        Files.writeString(agent, Files.readString(agent) + "file:\n  directory: " + directory + "\n");
        Path devices = layout.agentDevices(DemoNames.agent(Stack.WARD));
        String known = Files.readString(devices);
        String may = known.replaceFirst(
                "(?m)^( +)" + Pattern.quote(device.id()) + ":$", "$1" + device.id() + ":\n$1  file: true");
        if (may.equals(known)) {
            throw new AssertionError("no device " + device.id());
        }
        Files.writeString(devices, may);
        Files.createDirectories(directory);
    }

    /** Appends these lines, each with its end, to the device's file. */
    void append(DemoDevice device, List<String> lines) throws IOException {
        Path folder = Files.createDirectories(directory.resolve(device.id()));
        Files.writeString(
                folder.resolve("app.ndjson"),
                String.join("\n", lines) + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
