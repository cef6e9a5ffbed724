package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.event.Event;
import io.wardlog.verify.Verdict;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application writes and rotates a file as fast as the disk takes it while the agent that reads it is killed: every line is recorded once,
 * though none has an id. How often: {@code -Dwardlog.agent.fileKills=N}.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class FileKillIT {

    private static final int KILLS = Integer.getInteger("wardlog.agent.fileKills", 2);
    private static final int LINES_PER_ROUND = 6_000;
    private static final int LINES_PER_FILE = 1_500;
    private static final int LINES_PER_WRITE = 25;

    @TempDir
    Path directory;

    /** How many more writes there may be. */
    private final Semaphore budget = new Semaphore(0);

    private final AtomicBoolean enough = new AtomicBoolean();
    private final AtomicLong written = new AtomicLong();

    @Test
    void everyLineIsRecordedOnceHoweverOftenTheAgentIsKilled() throws Exception {
        AgentFixture fixture = new AgentFixture(directory);
        Path folder = Files.createDirectories(directory.resolve("volume/app-1"));
        Files.writeString(directory.resolve("devices.yaml"), "devices:\n  app-1: {type: application, file: true}\n");
        fixture.configure("journal: {", "file: {directory: volume}\njournal: {");
        fixture.configure("quota: 64MiB", "quota: 512MiB");
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> write(folder));
        Random random = new Random(20261126);
        for (int kill = 0; kill < KILLS; kill++) {
            try (AgentProcess agent = AgentProcess.start(fixture)) {
                long from = written.get();
                budget.release(LINES_PER_ROUND / LINES_PER_WRITE);
                awaitWritten(from + random.nextInt(LINES_PER_ROUND), writer);
                agent.kill(); // and the application writes on
            }
        }
        enough.set(true);
        budget.release();
        writer.get(60, TimeUnit.SECONDS);
        Path journal = fixture.config().journalDirectory();
        long left = written.get() - lines(journal).size();
        try (AgentProcess agent = AgentProcess.start(fixture)) {
            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
            while (agent.metric("wardlog_agent_accepted_total{protocol=\"file\"}") < left) {
                assertThat(System.nanoTime()).as("read to the end in time").isLessThan(end);
            }
            agent.stop();
        }
        assertThat(Journals.verdict(journal)).isEqualTo(Verdict.VERIFIED);
        assertThat(lines(journal))
                .isEqualTo(LongStream.range(0, written.get())
                        .mapToObj(number -> "line-" + number)
                        .toList());
    }

    /** What the lines say that are on record, in the order of their chain; all of one epoch. */
    private static List<String> lines(Path journal) throws IOException {
        List<Event> events = Journals.events(journal);
        assertThat(events.stream().map(Event::epoch).distinct()).hasSize(1);
        return events.stream()
                .filter(event -> event.deviceId().equals("app-1"))
                .map(event -> event.tree().get("correlationId").textValue())
                .toList();
    }

    private void awaitWritten(long count, CompletableFuture<Void> writer) {
        while (written.get() < count) {
            assertThat(writer).as("the application").isNotDone();
            Thread.onSpinWait();
        }
    }

    private void write(Path folder) {
        try {
            Path live = folder.resolve("app.ndjson");
            for (int file = 0; !enough.get(); file++) {
                try (OutputStream out =
                        Files.newOutputStream(live, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                    for (int i = 0; i < LINES_PER_FILE / LINES_PER_WRITE && !enough.get(); i++) {
                        budget.acquire();
                        out.write(lines().getBytes(StandardCharsets.UTF_8));
                    }
                    Files.move(live, folder.resolve("app.ndjson." + (1_000_000 + file)));
                    out.write(lines().getBytes(StandardCharsets.UTF_8)); // rotated, and still open
                }
            }
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    private String lines() {
        long first = written.get();
        String lines = LongStream.range(first, first + LINES_PER_WRITE)
                .mapToObj(number -> "{\"eventType\":\"device.heartbeat\",\"eventTime\":\"" + Instant.now()
                        + "\",\"correlationId\":\"line-" + number + "\",\"payload\":{\"status\":\"ok\"}}\n")
                .collect(Collectors.joining());
        written.addAndGet(LINES_PER_WRITE);
        return lines;
    }
}
