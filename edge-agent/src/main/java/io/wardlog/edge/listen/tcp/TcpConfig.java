package io.wardlog.edge.listen.tcp;

import io.wardlog.config.Default;
import io.wardlog.config.Doc;
import io.wardlog.config.Range;
import io.wardlog.edge.listen.PortConfig;
import java.time.Duration;

/** Settings of the TCP listener (NDJSON). */
public record TcpConfig(
        @Doc("Where to listen; usual ports are 7070 plain and 7071 TLS.")
        PortConfig ports,

        @Doc(
                "Accepts a source address of the device directory as identity when neither certificate nor hello is shown.")
        @Default("false")
        boolean identifyByAddress,

        @Doc("How long a device may take for a line that it has begun, and for its hello.")
        @Default("30s")
        @Range(min = "100ms", max = "10m")
        Duration lineTimeout,

        @Doc("After how long without a line a connection is closed.") @Default("10m") @Range(min = "100ms", max = "7d")
        Duration idleTimeout,

        @Doc("How many lines of one connection may be unanswered before no more are read.")
        @Default("256")
        @Range(min = "1", max = "65535")
        int maxInFlight) {}
