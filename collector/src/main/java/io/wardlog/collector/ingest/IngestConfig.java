package io.wardlog.collector.ingest;

import io.wardlog.config.DataSize;
import io.wardlog.config.Default;
import io.wardlog.config.Doc;
import io.wardlog.config.HostPort;
import io.wardlog.config.Range;
import java.nio.file.Path;
import java.time.Duration;

/** How agents reach this collector, and with which key it signs receipts. */
public record IngestConfig(
        @Doc("Where agents connect; port 0 takes a free one") @Default("0.0.0.0:8443")
        HostPort listen,

        @Doc("The server certificate and its chain (PEM)") Path certificate,
        @Doc("The server certificate's key (PEM, PKCS#8)") Path key,

        @Doc("The certificate authorities that agents' certificates must come from (PEM)")
        Path clientCa,

        @Doc("The key that signs receipts (PEM, PKCS#8); never the TLS key")
        Path receiptKey,

        @Doc("The public half of receiptKey (PEM)") Path receiptPublicKey,

        @Doc("Frames that may be under way at once, in bytes; beyond it agents are asked to come back")
        @Default("64MiB")
        @Range(min = "1MiB", max = "4GiB")
        DataSize maxInFlight,

        @Doc("How long Kafka may take to store a batch; must be shorter than the agents' own limit")
        @Default("20s")
        @Range(min = "1s", max = "5m")
        Duration deliveryTimeout,

        @Doc("How much this process takes from one tenant or agent; without it, what they send")
        IngestLimits limits) {}
