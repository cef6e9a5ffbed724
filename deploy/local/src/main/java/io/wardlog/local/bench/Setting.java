package io.wardlog.local.bench;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a figure was measured on.
 *
 * @param fileSystem where the contenders' files were: a sync in memory costs nothing
 */
record Setting(String processor, int cores, String kernel, String jdk, String fileSystem) {

    /** This machine, with the files in that directory. */
    static Setting of(Path directory) throws IOException {
        FileStore store = Files.getFileStore(directory);
        return new Setting(
                processorName(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                "Java " + Runtime.version(),
                store.type());
    }

    boolean isInMemory() {
        return fileSystem.equals("tmpfs") || fileSystem.equals("ramfs");
    }

    private static String processorName() throws IOException {
        Path info = Path.of("/proc/cpuinfo");
        if (Files.notExists(info)) {
            return System.getProperty("os.arch");
        }
        try (Stream<String> lines = Files.lines(info)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse(System.getProperty("os.arch"));
        }
    }

    String toText() {
        return "%s, %d cores, %s, %s, files on %s".formatted(processor, cores, kernel, jdk, fileSystem);
    }
}
