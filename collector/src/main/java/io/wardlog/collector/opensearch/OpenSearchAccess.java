package io.wardlog.collector.opensearch;

import io.wardlog.collector.tls.ClientTls;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a cluster is, and how the two know each other.
 *
 * @param node {@code http(s)://host:port}
 * @param tls for https; without it the JDK's own list of authorities counts and no certificate is shown
 * @param login a user, for a cluster that knows users by password
 */
public record OpenSearchAccess(URI node, Optional<ClientTls> tls, Optional<Login> login) {

    /** A user and the file that holds the password, which is read anew for each request: a changed password needs no restart. */
    public record Login(String user, Path passwordFile) {}
}
