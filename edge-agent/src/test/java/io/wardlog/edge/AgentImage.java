package io.wardlog.edge;

import io.wardlog.hash.Hash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A data directory at one moment, and what is known of it.
 *
 * @param endIsKnown whether the agent was stopped, so that its snapshot knows all that the journal holds
 * @param acknowledged the messages that were, by the hash of their event
 * @param collector as it was then
 */
record AgentImage(
        Path directory,
        boolean endIsKnown,
        Map<Hash, Message> acknowledged,
        SigningCollector collector,
        JournalImage journal) {

    /** What a device sent. */
    record Message(String deviceId, String body) {}

    /** Takes one of a directory, which an agent may have open that does nothing just then. */
    static AgentImage of(
            Path data, Path copy, boolean endIsKnown, Map<Hash, Message> acknowledged, SigningCollector collector)
            throws IOException {
        copy(data, copy);
        return new AgentImage(
                copy,
                endIsKnown,
                Map.copyOf(acknowledged),
                collector.copy(),
                new JournalImage(copy.resolve("journal")));
    }

    /** Makes the directory what it was. */
    void restore(Path data) throws IOException {
        copy(directory, data);
    }

    /** The files of a directory, by their place in it. */
    static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile)
                    .map(directory::relativize)
                    .sorted()
                    .toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        remove(to);
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
    }

    private static void remove(Path tree) throws IOException {
        if (Files.exists(tree)) {
            try (Stream<Path> all = Files.walk(tree)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
