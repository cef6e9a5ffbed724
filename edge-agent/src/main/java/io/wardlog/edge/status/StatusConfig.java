package io.wardlog.edge.status;

import io.wardlog.config.Default;
import io.wardlog.config.Doc;
import io.wardlog.config.HostPort;
import io.wardlog.config.Range;
import java.time.Duration;

/** Where health, metrics and status are answered, and what they say of devices. */
public record StatusConfig(
        @Doc("Address of /health, /ready, /metrics and /status; port 0 takes a free one.") @Default("127.0.0.1:9464")
        HostPort listen,

        @Doc("After how long without an accepted message a device of the directory is shown as silent.")
        @Default("10m")
        @Range(min = "1s", max = "30d")
        Duration deviceSilentAfter) {}
