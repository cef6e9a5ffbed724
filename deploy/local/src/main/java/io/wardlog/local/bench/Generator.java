package io.wardlog.local.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wardlog.local.Modules;
import io.wardlog.servers.process.JavaCommand;
import io.wardlog.servers.process.TetheredProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code wardlog simulate load}, in a process of its own for each run. Used by one thread. */
final class Generator {
    /** Both compilers, for the generator shares the machine with what it measures. */
    static final List<String> FLAGS = List.of("-Xmx512m", "-XX:TieredStopAtLevel=4");

    private static final long PATIENCE_SECONDS = 180;

    private final Site site;
    private final Modules modules;
    private final Running running;
    private int runs;

    Generator(Site site, Modules modules, Running running) {
        this.site = site;
        this.modules = modules;
        this.running = running;
    }

    /** A run under way. */
    record Run(TetheredProcess process, Path out, Duration length) {}

    /** Runs {@code load} with these words, and has its summary. */
    JsonNode run(List<String> words, Duration length) throws Exception {
        return await(start(words, length));
    }

    /** Begins to run it. */
    Run start(List<String> words, Duration length) throws IOException {
        String name = "load-" + ++runs;
        Path out = site.directory().resolve(name);
        List<String> all = new ArrayList<>(List.of("load", "--json", "--out", out.toString()));
        all.addAll(List.of("--devices", site.credentials().toString(), "--duration", length.toMillis() + "ms"));
        all.addAll(words);
        JavaCommand command = modules.simulator(all).withFlags(FLAGS);
        return new Run(running.add(TetheredProcess.start(name, command, site.log(name))), out, length);
    }

    /** Waits for its end; its summary. */
    JsonNode await(Run run) throws Exception {
        TetheredProcess process = run.process();
        try {
            process.onExit().get(run.length().toSeconds() + PATIENCE_SECONDS, TimeUnit.SECONDS);
        } finally {
            running.close(process);
        }
        Path summary = run.out().resolve("summary.json");
        if (Files.notExists(summary)) {
            throw new IOException("no load: " + Files.readString(process.log()));
        }
        return new ObjectMapper().readTree(summary.toFile());
    }
}
