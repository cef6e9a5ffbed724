package io.wardlog.edge.life;

import io.wardlog.batch.AgentCondition;
import io.wardlog.edge.forward.AgentConditions;
import io.wardlog.edge.journal.JournalSpace;
import io.wardlog.edge.writer.AgentClock;
import io.wardlog.event.EventTimes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * How this machine is: boot and uptime as Linux says them. Elsewhere the boot id is this run's own and the uptime the
 * process's. Thread-safe.
 */
public final class MachineConditions implements AgentConditions {

    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path UPTIME = Path.of("/proc/uptime");
    private static final Path SYNCHRONISED = Path.of("/run/systemd/timesync/synchronized");

    private final AgentClock clock;
    private final JournalSpace space;
    private final String bootId;
    private final long startedNanos;
    private final long uptimeAtStartMicros;

    public MachineConditions(AgentClock clock, JournalSpace space) {
        this.clock = clock;
        this.space = space;
        this.bootId = firstWord(BOOT_ID).orElseGet(() -> UUID.randomUUID().toString());
        this.startedNanos = clock.nanoTime();
        this.uptimeAtStartMicros = uptime().map(Duration::toNanos).orElse(0L) / 1_000;
    }

    @Override
    public AgentCondition now(long backlogEvents, long oldestUnsentMs) {
        return new AgentCondition(
                EventTimes.micros(clock.now()),
                bootId,
                uptimeAtStartMicros + (clock.nanoTime() - startedNanos) / 1_000,
                new AgentCondition.Clock(clockSource(), Optional.empty(), Optional.empty()),
                new AgentCondition.Backlog(backlogEvents, oldestUnsentMs, Math.max(0, space.diskFreeBytes())));
    }

    /** What the clock follows, as far as this machine says it: {@code ntp} or {@code unknown}. */
    public static String clockSource() {
        return Files.exists(SYNCHRONISED) ? "ntp" : "unknown";
    }

    /** For how long this machine runs, as far as it says so. */
    public static Optional<Duration> uptime() {
        return firstWord(UPTIME).map(seconds -> Duration.ofMillis(Math.round(Double.parseDouble(seconds) * 1e3)));
    }

    private static Optional<String> firstWord(Path file) {
        try {
            return Optional.of(Files.readString(file).strip().split("\\s+")[0]).filter(word -> !word.isEmpty());
        } catch (IOException notLinux) {
            return Optional.empty();
        }
    }
}
