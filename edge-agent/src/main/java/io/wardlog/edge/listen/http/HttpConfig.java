package io.wardlog.edge.listen.http;

import io.wardlog.config.DataSize;
import io.wardlog.config.Default;
import io.wardlog.config.Doc;
import io.wardlog.config.Range;
import io.wardlog.edge.listen.PortConfig;
import java.time.Duration;

/** Settings of the HTTP listener. */
public record HttpConfig(
        @Doc("Where to listen; the usual port is 8088.") PortConfig ports,

        @Doc("The largest request body; each message in it has its own limit of 64 KiB.")
        @Default("1MiB")
        @Range(min = "64KiB", max = "16MiB")
        DataSize maxBody,

        @Doc("How long a client may take for its request, and how long a silent connection is kept.")
        @Default("30s")
        @Range(min = "1s", max = "10m")
        Duration requestTimeout) {}
