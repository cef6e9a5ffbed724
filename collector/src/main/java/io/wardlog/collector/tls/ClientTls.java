package io.wardlog.collector.tls;

import io.wardlog.config.Doc;
import java.nio.file.Path;
import java.util.Optional;

/** How this process knows a server, and how the server knows this process. The name of the server's certificate is always checked. */
public record ClientTls(
        @Doc("The authority that the servers' certificates come from (PEM)")
        Path ca,

        @Doc("This process's certificate and those between it and the servers' authority for clients (PEM)")
        Optional<Path> certificate,

        @Doc("The key of the certificate (PKCS#8 PEM)") Optional<Path> key) {

    /** Refuses half a pair. */
    public ClientTls {
        if (certificate.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException("certificate and key go together");
        }
    }
}
