package io.wardlog.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.wardlog.local.DrillPage.Loss;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The restore drill of docs/operate-the-collector.md: what the page says to keep is copied, all of the collector is destroyed, the copy is put back, and
 * the page's commands are run. The agent goes on meanwhile.
 */
final class RestoreDrill implements AutoCloseable {
    private static final long EVENTS = 1_000;
    private static final double RATE = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    final Stack stack;
    private final List<String> kept;
    private final DrillCommands commands;
    private final Scratch backup = Scratch.of("wardlog-backup-");
    private final List<Path> acknowledged = new ArrayList<>();
    private long archived;

    /**
     * Where the archive lies.
     *
     * @param isBucket whether it is a bucket, which no loss touches
     * @param kept what is put back for it, by names below the stack's directory, in the order in which it is copied
     * @param init the lines that {@code init} has for it
     */
    record Place(boolean isBucket, List<String> kept, List<String> init) {}

    RestoreDrill(Stack stack, Place place) throws IOException {
        this.stack = stack;
        kept = Stream.concat(Stream.of("collector.yaml", "agents.yaml", "pki"), place.kept().stream())
                .toList();
        commands = new DrillCommands(stack, place);
    }

    /** Devices send, and the agent acknowledges. */
    void simulate() throws Exception {
        Stack.Simulation simulation = stack.simulate(EVENTS, RATE);
        assertThat(simulation.await()).as(simulation.output()).isZero();
        acknowledged.add(simulation.acknowledged());
    }

    /** Copies what the page says to keep, while the collector runs; the archive has everything that was acknowledged before. */
    void backUp() throws Exception {
        stack.awaitSettled();
        archived = 0;
        for (Path file : acknowledged) {
            archived += Files.readAllLines(file).size();
        }
        Scratch.delete(backup.directory());
        for (String name : kept) {
            copy(stack.layout.directory().resolve(name), backup.directory().resolve(name));
        }
    }

    /** Destroys the collector and its index, and perhaps Kafka, and puts the copy back. */
    void lose(Loss loss) throws Exception {
        stack.stopCollector();
        Path directory = stack.layout.directory();
        for (String name : kept) {
            Scratch.delete(directory.resolve(name));
        }
        Scratch.delete(stack.layout.collector());
        stack.servers.openSearch().killForcibly();
        Scratch.delete(directory.resolve("opensearch"));
        stack.servers.openSearch().start();
        if (loss == Loss.KAFKA_AS_WELL) {
            stack.servers.kafka().killForcibly();
            Scratch.delete(directory.resolve("kafka"));
            stack.servers.kafka().start();
        }
        for (String name : kept) {
            copy(backup.directory().resolve(name), directory.resolve(name));
        }
    }

    /** Runs the page's commands for this loss. */
    void restore(Loss loss) throws Exception {
        commands.restore(loss, archived);
    }

    /** Runs the page's first command once more. */
    void verifyArchive() throws Exception {
        commands.verifyArchive();
    }

    /** An archive in a directory has everything that was acknowledged, once: also what its copy lacked. */
    void archiveHasAll() throws Exception {
        for (Path file : acknowledged) {
            ArchiveCheck found = ArchiveCheck.of(stack.layout.archive(), file);
            assertThat(found.exactlyOnce()).as(found.toText()).isTrue();
        }
    }

    /** The look at the end; and what was acknowledged is there once. */
    void lookAtTheEnd() throws Exception {
        awaitAgents("ok");
        long end = System.nanoTime() + PATIENCE.toNanos();
        ExportCheck found;
        do {
            stack.awaitSettled();
            found = ExportCheck.of(stack.export("drill.ndjson"), acknowledged);
        } while (found.missing() > 0 && System.nanoTime() < end);
        assertThat(found.exactlyOnce()).as(found.toText()).isTrue();
        Stack.Verification verification = stack.verify("--api", stack.addresses.api());
        assertThat(verification.exit()).as(verification.output()).isZero();
    }

    /** Waits until every agent that custody knows has this status; one may still wait before it calls again. */
    void awaitAgents(String status) throws Exception {
        String agents = stack.addresses.api() + "/v1/agents";
        ObjectMapper json = new ObjectMapper();
        assertThat(Probe.await(PATIENCE, () -> false, () -> {
                    List<String> all = json.readTree(stack.probe.get(agents)).findValuesAsText("status");
                    return !all.isEmpty() && all.stream().allMatch(status::equals);
                }))
                .as("%s in %s", status, agents)
                .isTrue();
    }

    /** A copy of a file or directory, but for what the archive is just writing; what is there already stays. */
    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path name = from.relativize(file);
                Path target = to.resolve(name.toString());
                if (!name.startsWith("tmp") && Files.notExists(target)) {
                    Files.createDirectories(target.getParent());
                    Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        stack.close();
        backup.close();
    }
}
