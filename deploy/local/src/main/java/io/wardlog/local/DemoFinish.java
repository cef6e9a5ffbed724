package io.wardlog.local;

import io.wardlog.servers.process.JavaCommand;
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
        boolean exact = true;
        for (DemoTenant tenant : DemoNames.TENANTS) {
            exact &= isExact(tenant, DemoLayout.export(export, tenant));
        }
        List<String> lost = processes.lost();
        if (!lost.isEmpty()) {
            say.accept("lost: " + String.join(", ", lost));
        }
        return settled && exact && lost.isEmpty();
    }

    /** Whether the tenant's export holds what its agents acknowledged exactly once, nothing of others, and verifies. */
    private boolean isExact(DemoTenant tenant, Path export) throws IOException, InterruptedException {
        ExportCheck check = export(tenant, export);
        boolean verified = verify(tenant, export);
        long others = ExportCheck.ofOthers(export, tenant.id());
        say.accept("tenant %s: %s; %,d are another tenant's".formatted(tenant.id(), check.toText(), others));
        say.accept("tenant " + tenant.id() + (verified ? ": verify: all is well" : ": verify: NOT all is well"));
        return check.exactlyOnce() && others == 0 && verified;
    }

    private boolean step(String what, Probe.Condition condition) throws InterruptedException {
        boolean done = Probe.await(DRAIN_PATIENCE, () -> false, condition);
        say.accept((done ? "" : "after " + DRAIN_PATIENCE.toSeconds() + " s NOT yet: ") + what);
        return done;
    }

    /** Takes the export, again while something is missing: a search index shows what it has taken a moment later. */
    private ExportCheck export(DemoTenant tenant, Path file) throws IOException, InterruptedException {
        List<Path> acknowledged =
                tenant.wards().stream().map(layout::acknowledged).toList();
        Probe.Condition complete = () -> {
            probe.download(addresses.api() + "/v1/export?tenantId=" + tenant.id(), file);
            return ExportCheck.of(file, acknowledged).missing() == 0;
        };
        Probe.await(EXPORT_PATIENCE, () -> false, complete);
        return ExportCheck.of(file, acknowledged);
    }

    private boolean verify(DemoTenant tenant, Path export) throws IOException, InterruptedException {
        Path log = layout.log("verify-" + tenant.id());
        Files.deleteIfExists(log);
        JavaCommand command = modules.tool(List.of("verify", export.toString())).withFlags(Modules.QUICK_START);
        TetheredProcess verify = TetheredProcess.start("verify", command, log);
        boolean ended = Probe.await(VERIFY_PATIENCE, () -> false, () -> !verify.isAlive());
        if (!ended) {
            verify.killForcibly();
        }
        boolean well = ended && verify.onExit().join() == 0;
        // When all is well, the verdict and how much it is about; what was checked stands in the log.
        Files.readAllLines(log).stream()
                .limit(well ? 2 : Long.MAX_VALUE)
                .forEach(line -> say.accept("verify: " + line));
        return well;
    }
}
