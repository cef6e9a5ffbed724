package io.wardlog.simulator.load;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What figures were measured on; a figure without it says nothing. */
public record Machine(String processor, int cores, long memoryGigabytes, String kernel, String jdk) {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final Path MEMORY_INFO = Path.of("/proc/meminfo");

    /** This machine, as the operating system and the JVM describe it. */
    public static Machine ofThis() throws IOException {
        return new Machine(
                field(CPU_INFO, "model name", System.getProperty("os.arch")),
                Runtime.getRuntime().availableProcessors(),
                Math.round(Long.parseLong(field(MEMORY_INFO, "MemTotal", "0 kB").split(" ")[0]) / 1024.0 / 1024.0),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vm.name") + " " + Runtime.version());
    }

    private static String field(Path file, String name, String otherwise) throws IOException {
        if (!Files.exists(file)) {
            return otherwise;
        }
        try (Stream<String> lines = Files.lines(file)) {
            List<String> found =
                    lines.filter(line -> line.startsWith(name)).limit(1).toList();
            return found.isEmpty()
                    ? otherwise
                    : found.get(0).substring(found.get(0).indexOf(':') + 1).strip();
        }
    }

    /** One line for people. */
    public String toText() {
        return "%s, %d cores, %d GB, %s, %s".formatted(processor, cores, memoryGigabytes, kernel, jdk);
    }

    ObjectNode toJson() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("processor", processor)
                .put("cores", cores)
                .put("memoryGigabytes", memoryGigabytes)
                .put("kernel", kernel)
                .put("jdk", jdk);
    }
}
