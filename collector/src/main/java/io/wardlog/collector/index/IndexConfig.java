package io.wardlog.collector.index;

import io.wardlog.collector.opensearch.OpenSearchAccess;
import io.wardlog.collector.tls.ClientTls;
import io.wardlog.config.Default;
import io.wardlog.config.Doc;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;

/** Where OpenSearch is, and how this process and it know each other. */
public record IndexConfig(
        @Doc("OpenSearch, as https://host:port; http:// on this machine only") @Default("http://127.0.0.1:9200")
        URI opensearch,

        @Doc("TLS to OpenSearch; without it https:// trusts the JDK's own list and shows no certificate")
        Optional<ClientTls> tls,

        @Doc("The user, for an OpenSearch that knows users by password; with passwordFile")
        Optional<String> user,

        @Doc("A file that holds the user's password alone; read anew for each request")
        Optional<Path> passwordFile,

        @Doc("INSECURE: allows http:// to another machine, over which events and passwords travel in the clear")
        @Default("false")
        boolean allowRemotePlaintext) {

    /** Refuses halves, and plain text to other machines that nobody asked for. */
    public IndexConfig {
        String scheme = opensearch.getScheme();
        if ((!"https".equals(scheme) && !"http".equals(scheme)) || opensearch.getHost() == null) {
            throw new IllegalArgumentException("opensearch must be as https://host:port");
        }
        if ("http".equals(scheme) && tls.isPresent()) {
            throw new IllegalArgumentException("tls belongs to https://, and opensearch is http://");
        }
        if ("http".equals(scheme) && !allowRemotePlaintext && !isLoopback(opensearch.getHost())) {
            throw new IllegalArgumentException(
                    "events would travel to another machine in the clear: use https://, or set allowRemotePlaintext");
        }
        if (user.isPresent() != passwordFile.isPresent()) {
            throw new IllegalArgumentException("user and passwordFile go together");
        }
        if (user.isPresent() && user.get().indexOf(':') >= 0) {
            throw new IllegalArgumentException("user must not hold a colon (RFC 7617)");
        }
    }

    /** The same for a client. */
    public OpenSearchAccess access() {
        return new OpenSearchAccess(
                opensearch, tls, user.map(name -> new OpenSearchAccess.Login(name, passwordFile.orElseThrow())));
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }
}
