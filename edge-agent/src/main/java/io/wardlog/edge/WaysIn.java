package io.wardlog.edge;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.wardlog.edge.accept.Sessions;
import io.wardlog.edge.listen.ListenServices;
import io.wardlog.edge.listen.Listener;
import io.wardlog.edge.listen.file.FileListeners;
import io.wardlog.edge.listen.http.HttpListeners;
import io.wardlog.edge.listen.mqtt.MqttListeners;
import io.wardlog.edge.listen.tcp.TcpListeners;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** All listeners that are configured, as one. */
final class WaysIn {

    private final List<Listener> listeners = new ArrayList<>();

    private volatile boolean open;

    /** What the agent keeps across restarts for its clients and their files. */
    record Kept(Sessions sessions, FileListeners.Parts files) {}

    WaysIn(Vertx vertx, EdgeConfig config, ListenServices services, Kept kept) {
        config.mqtt()
                .ifPresent(mqtt ->
                        listeners.add(MqttListeners.create(vertx, mqtt, config.tls(), services, kept.sessions())));
        config.tcp().ifPresent(tcp -> listeners.add(TcpListeners.create(vertx, tcp, config.tls(), services)));
        config.http().ifPresent(http -> listeners.add(HttpListeners.create(vertx, http, config.tls(), services)));
        config.file().ifPresent(file -> listeners.add(FileListeners.create(file, kept.files(), services)));
    }

    /** Opens them side by side; fails with the first that cannot be opened. */
    Future<Void> start() {
        return Future.all(listeners.stream().map(Listener::start).toList())
                .<Void>mapEmpty()
                .onSuccess(all -> open = true);
    }

    /** Whether messages can come in. */
    boolean isOpen() {
        return open;
    }

    /** Every open port by the name of its way. */
    Map<String, Integer> ports() {
        Map<String, Integer> ports = new TreeMap<>();
        listeners.forEach(listener -> ports.putAll(listener.ports()));
        return ports;
    }

    /** The devices that are connected now, on any way. */
    Set<String> connectedDevices() {
        return listeners.stream()
                .flatMap(listener -> listener.connectedDevices().stream())
                .collect(Collectors.toSet());
    }

    /** Takes over the TLS files; fails when any listener keeps the old ones. */
    Future<Void> reloadTls() {
        return Future.join(listeners.stream().map(Listener::reloadTls).toList()).mapEmpty();
    }

    Future<Void> stop() {
        open = false;
        return Future.join(listeners.stream().map(Listener::stop).toList()).mapEmpty();
    }
}
