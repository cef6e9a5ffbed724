package io.wardlog.edge.forward;

import io.wardlog.config.Default;
import io.wardlog.config.Doc;
import io.wardlog.config.Range;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The collector, and how this agent shows who it is. */
public record CollectorConfig(
        @Doc("Its address, for example https://collector.example:8443.")
        URI url,

        @Doc("The CA certificates that the collector's certificate must come from (PEM).")
        Path ca,

        @Doc(
                "This agent's certificate (SAN URI urn:wardlog:agent:{tenant}:{hospital}:{agent}) and its intermediates (PEM).")
        Path certificate,

        @Doc("The certificate's key (PEM, PKCS#8).") Path key,

        @Doc("The public keys whose receipts are believed (PEM); one for every collector.")
        List<Path> receiptPublicKeys,

        @Doc("How long a connection may take.") @Default("10s") @Range(min = "100ms", max = "5m")
        Duration connectTimeout,

        @Doc("How long a receipt may take; longer than the collector gives Kafka.")
        @Default("30s")
        @Range(min = "1s", max = "10m")
        Duration answerTimeout) {

    public CollectorConfig {
        if (!"https".equals(url.getScheme()) || url.getHost() == null) {
            throw new IllegalArgumentException("url must be https://host:port");
        }
        if (receiptPublicKeys.isEmpty()) {
            throw new IllegalArgumentException("receiptPublicKeys is empty: no receipt could be believed");
        }
    }
}
