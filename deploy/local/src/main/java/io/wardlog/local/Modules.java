package io.wardlog.local;

import io.wardlog.servers.process.JavaCommand;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The packaged modules of this build, as commands to run. Every process gets the flags of this JVM that open modules or switch off telemetry, and its
 * own heap.
 */
public final class Modules {
    /** For processes that live for minutes, many on one machine: the first compiler only, which starts them with much less processor time. */
    public static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private static final List<String> PASSED_ON =
            List.of("--add-", "--enable-native-access", "--sun-misc-unsafe", "-Dchronicle.");

    private final Path home;

    private Modules(Path home) {
        this.home = home;
    }

    /** The build that this class was loaded from. */
    public static Modules ofThisBuild() {
        try {
            Path self = Path.of(Modules.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return new Modules(self.resolve("../../../..").normalize());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The build in another source tree. */
    public static Modules at(Path home) {
        return new Modules(home);
    }

    /** The top of the source tree, where the launcher is. */
    public Path home() {
        return home;
    }

    public JavaCommand agent(List<String> arguments) {
        return command("edge-agent", "wardlog-edge-agent", "io.wardlog.edge.EdgeAgentMain", 192, arguments)
                .withFlags(agentFlags());
    }

    /** As the launcher does: the agent's own flags, the trimmer where this Java has it, and the class archive where there is one. */
    private List<String> agentFlags() {
        List<String> flags = new ArrayList<>();
        Path own = home.resolve("edge-agent/src/main/config/agent.jvm");
        if (Files.exists(own)) { // an older build may have none
            flags.add("@" + own);
        }
        if (isTrimming(Runtime.version())) {
            flags.add("-XX:TrimNativeHeapInterval=30000");
        }
        agentArchive()
                .ifPresent(archive -> flags.addAll(List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds*=off")));
        return flags;
    }

    /** Whether a JVM knows the flag: one that it does not know ends it. */
    static boolean isTrimming(Runtime.Version java) {
        int oldest = java.feature() == 17 ? 9 : java.feature() == 21 ? 1 : 0;
        return java.update() >= oldest && (java.feature() >= 21 || java.feature() == 17);
    }

    /** What a rehearsal left; the JVM ignores one that is not its own. */
    public Optional<Path> agentArchive() {
        return Optional.of(home.resolve("edge-agent/target/agent.jsa")).filter(Files::exists);
    }

    JavaCommand collector(List<String> arguments) {
        return command("collector", "wardlog-collector", "io.wardlog.collector.CollectorMain", 512, arguments);
    }

    public JavaCommand simulator(List<String> arguments) {
        return command("simulators", "wardlog-simulators", "io.wardlog.simulator.SimulatorMain", 96, arguments)
                .withFlags(QUICK_START);
    }

    JavaCommand tool(List<String> arguments) {
        // On the collector's class path, which knows how to read an archive
        return command("collector", "wardlog-collector", "io.wardlog.cli.WardlogMain", 256, arguments);
    }

    private JavaCommand command(String module, String jar, String main, int heapMegabytes, List<String> arguments) {
        List<String> flags = new ArrayList<>();
        for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (PASSED_ON.stream().anyMatch(flag::startsWith)) {
                flags.add(flag);
            }
        }
        flags.add("-XX:+ExitOnOutOfMemoryError"); // as the launcher does
        flags.add("-Xmx" + heapMegabytes + "m");
        Path target = home.resolve(module).resolve("target");
        Path tether = home.resolve("deploy/servers/target/wardlog-servers.jar");
        return new JavaCommand(
                flags, List.of(target.resolve(jar + ".jar"), target.resolve("lib/*"), tether), main, arguments);
    }
}
