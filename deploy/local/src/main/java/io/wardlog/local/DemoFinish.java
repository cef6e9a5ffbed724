package io.wardlog.local;

import io.wardlog.servers.process.TetheredProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** The end of a timed run: the wards stop, everything that is under way arrives, and the export is checked. */
record DemoFinish(
        DemoLayout layout,
        Modules modules,
        DemoProcesses processes,
        Probe probe,
        DemoAddresses addresses,
        Consumer<String> say) {
    private static final Duration WARD_PATIENCE = Duration.ofSeconds(45);
    private static final Duration DRAIN_PATIENCE = Duration.ofSeconds(120);
    private static final Duration EXPORT_PATIENCE = Duration.ofSeconds(15);
    private static final Duration VERIFY_PATIENCE = Duration.ofMinutes(10);

    /** Whether all is well: no process was lost, all arrived exactly once, and every verdict is good. */
    boolean run(Path export) throws IOException, InterruptedException {
        say.accept("stopping the wards");
        processes.stop(DemoNames::isSimulator, WARD_PATIENCE);
        LiveCounts counts = new LiveCounts(probe, addresses, DemoNames.WARDS);
        boolean drained = step("the agents have everything confirmed", counts::agentsDrained);
        Instant drainedAt = Instant.now();
        boolean settled =
                drained && step("index and archive have everything", () -> counts.collectorSettled(drainedAt));
        ExportCheck check = export(export);
        boolean verified = verify(export);
        say.accept(check.toText());
        say.accept(verified ? "verify: all is well" : "verify: NOT all is well");
        List<String> lost = processes.lost();
        if (!lost.isEmpty()) {
            say.accept("lost: " + String.join(", ", lost));
        }
        return settled && check.exactlyOnce() && verified && lost.isEmpty();
    }

    private boolean step(String what, Probe.Condition condition) throws InterruptedException {
        boolean done = Probe.await(DRAIN_PATIENCE, () -> false, condition);
        say.accept((done ? "" : "after " + DRAIN_PATIENCE.toSeconds() + " s NOT yet: ") + what);
        return done;
    }

    /** Takes the export, again while something is missing: a search index shows what it has taken a moment later. */
    private ExportCheck export(Path file) throws IOException, InterruptedException {
        List<Path> acknowledged =
                DemoNames.WARDS.stream().map(layout::acknowledged).toList();
        Probe.Condition complete = () -> {
            probe.download(addresses.api() + "/v1/export?tenantId=" + DemoNames.TENANT, file);
            return ExportCheck.of(file, acknowledged).missing() == 0;
        };
        Probe.await(EXPORT_PATIENCE, () -> false, complete);
        return ExportCheck.of(file, acknowledged);
    }

    private boolean verify(Path export) throws IOException, InterruptedException {
        Path log = layout.log("verify");
        Files.deleteIfExists(log);
        TetheredProcess verify =
                TetheredProcess.start("verify", modules.tool(List.of("verify", export.toString())), log);
        boolean ended = Probe.await(VERIFY_PATIENCE, () -> false, () -> !verify.isAlive());
        if (!ended) {
            verify.killForcibly();
        }
        Files.readAllLines(log).forEach(line -> say.accept("verify: " + line));
        return ended && verify.onExit().join() == 0;
    }
}
