package io.wardlog.edge.status;

import io.wardlog.config.Default;
import io.wardlog.config.Doc;
import io.wardlog.config.HostPort;

/** Where health, metrics and status are answered. */
public record StatusConfig(
        @Doc("Address of /health, /ready, /metrics and /status; port 0 takes a free one.") @Default("127.0.0.1:9464")
        HostPort listen) {}
