package io.wardlog.edge.listen;

import io.vertx.core.net.SocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** Who is on the other side of a connection, as the transport shows it. */
public final class Peers {

    private Peers() {}

    /** The address without its port; {@code unknown} for a connection that has none. */
    public static String address(SocketAddress remote) {
        return remote == null || remote.hostAddress() == null ? "unknown" : remote.hostAddress();
    }

    /** The client's own certificate, verified in the handshake; absent without TLS or certificate. */
    public static Optional<X509Certificate> certificate(SSLSession session) {
        if (session == null) {
            return Optional.empty();
        }
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate own ? Optional.of(own) : Optional.empty();
        } catch (SSLPeerUnverifiedException none) {
            return Optional.empty(); // the client showed no certificate, which the port allows
        }
    }
}
