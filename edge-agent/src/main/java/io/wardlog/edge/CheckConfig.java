package io.wardlog.edge;

import io.wardlog.config.HostPort;
import io.wardlog.edge.device.DeviceDirectory;
import io.wardlog.edge.forward.CollectorConfig;
import io.wardlog.edge.listen.TlsConfig;
import io.wardlog.edge.registry.SchemasInForce;
import io.wardlog.edge.state.AgentIdentity;
import io.wardlog.edge.status.AgentMetrics;
import io.wardlog.edge.verify.JournalOwner;
import io.wardlog.error.FileFailure;
import io.wardlog.tls.Certificates;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads everything that a configuration names, and lists what is wrong with it. Opens no port and writes nothing. */
final class CheckConfig {

    private final List<String> problems = new ArrayList<>();
    private final EdgeConfig config;

    CheckConfig(EdgeConfig config) {
        this.config = config;
    }

    /** One look at one thing. */
    private interface Look {
        void run() throws IOException;
    }

    /** Every problem, one a line; empty when an agent would start. */
    List<String> problems() {
        attempt(() -> EdgeKeys.signer(config));
        attempt(() -> EdgeKeys.sealKey(config.sealPublicKey()));
        attempt(() -> EdgeKeys.collectors(config.collector().receiptPublicKeys()));
        attempt(() ->
                DeviceDirectory.open(config.devices(), new DeviceDirectory.Owner(config.tenantId(), config.agentId())));
        attempt(this::journal);
        attempt(this::ports);
        attempt(() -> config.unsyncedMark().check(!config.journal().insecureWithoutSync()));
        attempt(() -> SchemasInForce.read(
                config.registry(),
                config.tenantId(),
                EdgeKeys.registries(config.registry().publicKeys()),
                new AgentMetrics()));
        config.tls().ifPresent(this::listeners);
        uplink(config.collector());
        return problems;
    }

    /** Records of two tenants, hospitals or agents never stand in one journal. */
    private void journal() throws IOException {
        AgentIdentity own = config.identity();
        Optional<AgentIdentity> owner = JournalOwner.of(config.journalDirectory());
        if (owner.isPresent() && !owner.get().equals(own)) {
            throw new IOException(config.dataDir() + " holds the journal of " + name(owner.get())
                    + ", but this configuration is of " + name(own)
                    + ": correct the configuration, or start on an empty dataDir and keep this one");
        }
    }

    /** Servers of one process share a port without a word: each would get every other connection. */
    private void ports() throws IOException {
        Map<HostPort, String> taken = new HashMap<>();
        for (Map.Entry<String, HostPort> each : config.listenAddresses().entrySet()) {
            String before = each.getValue().port() == 0 ? null : taken.putIfAbsent(each.getValue(), each.getKey());
            if (before != null) {
                throw new IOException(before + " and " + each.getKey() + " would both listen on " + each.getValue()
                        + ": give each a port of its own");
            }
        }
    }

    private static String name(AgentIdentity agent) {
        return "agent " + agent.agentId() + " of tenant " + agent.tenantId() + ", hospital " + agent.hospitalId();
    }

    /**
     * Every certificate whose time is over or has not come, one a line. An agent starts with them all the same: what devices send is recorded,
     * and waits until there is a valid one.
     */
    List<String> outOfTime() {
        List<String> found = new ArrayList<>();
        config.tls().ifPresent(tls -> checkTime(tls.certificate(), found));
        checkTime(config.collector().certificate(), found);
        return found.stream().distinct().toList();
    }

    private static void checkTime(Path certificate, List<String> found) {
        try {
            Certificates.requireValid(
                    certificate, Certificates.read(certificate).get(0), Instant.now());
        } catch (IOException wrong) {
            found.add(wrong.getMessage());
        }
    }

    private void listeners(TlsConfig tls) {
        attempt(() -> Certificates.pair(tls.certificate(), tls.key()));
        attempt(() -> Certificates.read(tls.deviceCa()));
    }

    private void uplink(CollectorConfig collector) {
        attempt(() -> {
            if (collector.proxy().isPresent()) {
                collector.proxy().get().currentPassword();
            }
        });
        attempt(() -> Certificates.read(collector.ca()));
        attempt(() -> {
            X509Certificate own = Certificates.pair(collector.certificate(), collector.key());
            String name = "urn:wardlog:agent:" + config.tenantId() + ":" + config.hospitalId() + ":" + config.agentId();
            if (!Certificates.names(own, name)) {
                throw new IOException(collector.certificate() + " does not name this agent: SAN URI " + name);
            }
        });
    }

    private void attempt(Look look) {
        try {
            look.run();
        } catch (IOException | RuntimeException wrong) {
            String problem = FileFailure.reason(wrong);
            if (!problems.contains(problem)) { // two settings may name one file
                problems.add(problem);
            }
        }
    }
}
