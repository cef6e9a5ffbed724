package io.wardlog.collector.status;

import io.wardlog.config.Default;
import io.wardlog.config.Doc;
import io.wardlog.config.HostPort;

/** Where health and metrics are answered. */
public record StatusConfig(
        @Doc("Address of /health, /ready and /metrics; port 0 takes a free one") @Default("127.0.0.1:9465")
        HostPort listen) {}
