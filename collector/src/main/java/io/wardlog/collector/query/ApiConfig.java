package io.wardlog.collector.query;

import io.wardlog.config.Default;
import io.wardlog.config.Doc;
import io.wardlog.config.HostPort;

/** Where questions are answered. */
public record ApiConfig(
        @Doc("Address of the API; loopback only until sign-in exists; port 0 takes a free one")
        @Default("127.0.0.1:8080")
        HostPort listen) {}
