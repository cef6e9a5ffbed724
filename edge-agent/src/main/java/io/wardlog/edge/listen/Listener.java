package io.wardlog.edge.listen;

import io.vertx.core.Future;
import java.util.Map;
import java.util.Set;

/** One protocol's way in. Thread-safe; started once and stopped once. */
public interface Listener {

    /** Opens the ports; fails when one cannot be opened, with a {@link io.wardlog.config.ListenFailure} that says which. {@link #stop} then closes the others. */
    Future<Void> start();

    /** The ports that are open, by the name of the way: {@code mqtt}, {@code mqtts}, {@code tcp}, {@code tcps}, {@code http}, {@code https}. */
    Map<String, Integer> ports();

    /** The devices that said who they are on a connection that is open now; none on ways without lasting connections. */
    default Set<String> connectedDevices() {
        return Set.of();
    }

    /** Takes new connections with the certificate, key and CA that the files hold now; fails and keeps the old ones when they are bad. */
    Future<Void> reloadTls();

    /**
     * Closes the ports, answers what was taken, closes the connections; in a few seconds at most. What is not acknowledged then
     * is the devices' to send again.
     */
    Future<Void> stop();
}
