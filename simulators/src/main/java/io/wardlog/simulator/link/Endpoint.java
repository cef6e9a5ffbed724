package io.wardlog.simulator.link;

import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where an agent listens.
 *
 * @param caFile the authority that its certificate must come from; with one the line is TLS, and a device that has a certificate shows it
 */
public record Endpoint(String host, int port, Optional<Path> caFile) {

    void configure(NetClientOptions options, Credential device) {
        options.setTcpNoDelay(true);
        if (caFile.isEmpty()) {
            return;
        }
        options.setSsl(true)
                .setHostnameVerificationAlgorithm("HTTPS")
                .setTrustOptions(new PemTrustOptions().addCertPath(caFile.get().toString()));
        if (device.certFile().isPresent() && device.keyFile().isPresent()) {
            options.setKeyCertOptions(new PemKeyCertOptions()
                    .addCertPath(device.certFile().get().toString())
                    .addKeyPath(device.keyFile().get().toString()));
        }
    }
}
