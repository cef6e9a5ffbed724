package io.wardlog.edge.listen;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.wardlog.config.HostPort;
import io.wardlog.config.ListenFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A protocol's plain and TLS port, each served by several event loops: device messages are parsed and checked there, so
 * one loop would be one core.
 */
public final class PortListener implements Listener {

    private static final Logger LOG = LoggerFactory.getLogger(PortListener.class);
    private static final int MAX_LOOPS = 4;
    /** How long messages that were taken may wait for their answers when the ports close. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    private final Vertx vertx;
    private final String name;
    private final PortConfig config;
    private final Optional<TlsServer> tls;
    private final PortServer.Factory factory;
    private final Map<String, Integer> ports = new ConcurrentHashMap<>();
    private final List<PortServer> servers = new CopyOnWriteArrayList<>();
    private final List<PortServer> tlsServers = new CopyOnWriteArrayList<>();
    private final List<String> deployments = new CopyOnWriteArrayList<>();

    /**
     * A listener that is not open yet.
     *
     * @param name the plain way's name, for example {@code mqtt}; the TLS way's is this and an {@code s}
     * @param tls the certificates; needed when the configuration has a TLS port
     * @throws IllegalArgumentException if a TLS port is configured without certificates
     */
    public PortListener(
            Vertx vertx, String name, PortConfig config, Optional<TlsConfig> tls, PortServer.Factory factory) {
        if (config.tls().isPresent() && tls.isEmpty()) {
            throw new IllegalArgumentException(name + " has a TLS port, but there is no section tls with certificates");
        }
        this.vertx = vertx;
        this.name = name;
        this.config = config;
        this.tls = tls.map(files -> new TlsServer(files, config.clientCertificate()));
        this.factory = factory;
    }

    @Override
    public Future<Void> start() {
        Future<Void> opened = Future.succeededFuture();
        if (config.plain().isPresent()) {
            opened = opened.compose(ignored ->
                    open(new Port(name, name + ".ports.plain", config.plain().get(), Optional.empty())));
        }
        if (config.tls().isPresent()) {
            opened = opened.compose(ignored ->
                    open(new Port(name + "s", name + ".ports.tls", config.tls().get(), tls)));
        }
        return opened;
    }

    @Override
    public Map<String, Integer> ports() {
        return new TreeMap<>(ports);
    }

    @Override
    public Future<Void> reloadTls() {
        if (tlsServers.isEmpty()) {
            return Future.succeededFuture();
        }
        try {
            // The servers of a port share one TLS context, so that updating the first updates all.
            return tlsServers.get(0).updateTls(tls.orElseThrow().read()).mapEmpty();
        } catch (IOException unreadable) {
            return Future.failedFuture(unreadable);
        }
    }

    @Override
    public Future<Void> stop() {
        List<Future<Void>> answered =
                servers.stream().map(server -> server.shutdown(GRACE)).toList();
        return Future.join(answered).transform(ignored -> close());
    }

    private Future<Void> close() {
        List<Future<?>> closing = new ArrayList<>();
        deployments.forEach(deployment -> closing.add(vertx.undeploy(deployment)));
        deployments.clear();
        return Future.join(closing).<Void>mapEmpty().onComplete(ignored -> ports.clear());
    }

    private Future<Void> open(Port port) {
        // Port 0 is a different free port for every server: one server then.
        int loops = port.at().port() == 0
                ? 1
                : Math.min(MAX_LOOPS, Runtime.getRuntime().availableProcessors());
        return vertx.deployVerticle(() -> new Loop(port), new DeploymentOptions().setInstances(loops))
                .recover(cause -> Future.failedFuture(new ListenFailure(port.key(), port.at(), cause)))
                .map(deployment -> {
                    deployments.add(deployment);
                    LOG.atInfo()
                            .addKeyValue("way", port.way())
                            .addKeyValue("address", port.at().host())
                            .addKeyValue("port", ports.get(port.way()))
                            .addKeyValue("loops", loops)
                            .log("listener_open");
                    return null;
                });
    }

    /** One of the two ports: the name of its way, and the configuration's key that says where it is. */
    private record Port(String way, String key, HostPort at, Optional<TlsServer> security) {}

    /** One event loop's server; undeploying closes it. */
    private final class Loop extends VerticleBase {

        private final Port port;

        Loop(Port port) {
            this.port = port;
        }

        @Override
        public Future<?> start() throws IOException {
            PortServer server = factory.create(vertx, port.security());
            return server.listen(port.at()).onSuccess(number -> {
                ports.put(port.way(), number);
                servers.add(server);
                if (port.security().isPresent()) {
                    tlsServers.add(server);
                }
            });
        }
    }
}
