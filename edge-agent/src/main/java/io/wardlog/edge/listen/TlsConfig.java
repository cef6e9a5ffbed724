package io.wardlog.edge.listen;

import io.wardlog.config.Default;
import io.wardlog.config.Doc;
import io.wardlog.config.Range;
import java.nio.file.Path;
import java.time.Duration;

/** The agent's own certificate and the CA of its devices, for every TLS port. TLS 1.2 and 1.3 only. */
public record TlsConfig(
        @Doc("PEM file with the agent's certificate, followed by its intermediates.")
        Path certificate,

        @Doc("PEM file with the certificate's PKCS#8 private key.")
        Path key,

        @Doc("PEM file with the CA certificates that device certificates must come from; no other CA counts.")
        Path deviceCa,

        @Doc("How long a TLS handshake may take; when a whole site comes back at once, each waits for its turn.")
        @Default("30s")
        @Range(min = "100ms", max = "1m")
        Duration handshakeTimeout,

        @Doc("How many handshakes may be unfinished on one port; beyond it the eldest ends.")
        @Default("12000")
        @Range(min = "10", max = "100000")
        int maxHandshakes,

        @Doc("How many of these may come from one source address.") @Default("4000") @Range(min = "1", max = "100000")
        int maxHandshakesPerAddress) {}
