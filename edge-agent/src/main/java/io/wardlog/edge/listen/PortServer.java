package io.wardlog.edge.listen;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ServerSSLOptions;
import io.wardlog.config.HostPort;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A protocol's server on one event loop. Several share a port; each takes a part of its connections. */
public interface PortServer {

    /** Opens the port on the calling event loop, or joins it there; gives the port's number. */
    Future<Integer> listen(HostPort at);

    /**
     * Takes no new connection and no further message, and completes when what was taken is answered and its connections are
     * closed, or {@code grace} is over.
     */
    Future<Void> shutdown(Duration grace);

    /** Uses these certificates for new connections. */
    Future<Boolean> updateTls(ServerSSLOptions options);

    /** Makes the servers of one protocol. */
    interface Factory {
        /**
         * A server that is not listening yet.
         *
         * @throws IOException if a certificate file cannot be read
         */
        PortServer create(Vertx vertx, Optional<TlsServer> tls) throws IOException;
    }
}
