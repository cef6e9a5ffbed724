package io.wardlog.edge.listen;

import io.wardlog.config.Default;
import io.wardlog.config.Doc;
import io.wardlog.config.HostPort;
import io.wardlog.config.Range;
import java.util.Optional;
import java.util.stream.Stream;

/** Where one protocol listens. */
public record PortConfig(
        @Doc("Address without TLS, for example 127.0.0.1:1883; only loopback unless insecurePlainNetwork is set.")
        Optional<HostPort> plain,

        @Doc("Address with TLS, for example 0.0.0.0:8883; needs the section tls.")
        Optional<HostPort> tls,

        @Doc("Whether TLS clients must show a certificate (required) or may (requested).") @Default("requested")
        ClientCertificate clientCertificate,

        @Doc("Allows plain to be an address of the network: everyone on it can read tokens and patient data.")
        @Default("false")
        boolean insecurePlainNetwork,

        @Doc(
                "How many connections may be open at a time, on both ports together; beyond it the eldest ends of those who have"
                        + " not shown who they are.")
        @Default("12000")
        @Range(min = "1", max = "100000")
        int maxConnections,

        @Doc("How many of these one device may have; beyond it its eldest ends.")
        @Default("64")
        @Range(min = "1", max = "100000")
        int maxConnectionsPerDevice) {

    public PortConfig {
        if (!insecurePlainNetwork && plain.isPresent() && !plain.get().isLoopback()) {
            throw new IllegalArgumentException(
                    "plain " + plain.get() + " is not a loopback address; use tls, or set insecurePlainNetwork: true");
        }
    }

    /** Whether any port is open at all. */
    public boolean enabled() {
        return plain.isPresent() || tls.isPresent();
    }

    /** Whether nobody but this machine can come in. */
    public boolean isLoopback() {
        return Stream.of(plain, tls).flatMap(Optional::stream).allMatch(HostPort::isLoopback);
    }
}
