package io.wardlog.trace;

import io.wardlog.config.Doc;
import java.net.URI;

/** Where spans of traced events are sent. */
public record TracingConfig(
        @Doc(
                "The OTLP/HTTP address of an OpenTelemetry collector, for example http://127.0.0.1:4318/v1/traces; only http and https")
        URI endpoint) {

    public TracingConfig {
        String scheme = endpoint.getScheme();
        if (!"http".equals(scheme) && !"https".equals(scheme) || endpoint.getHost() == null) {
            throw new IllegalArgumentException("endpoint must be an http or https address");
        }
        if (endpoint.getUserInfo() != null) {
            throw new IllegalArgumentException("endpoint must not hold a user name or password");
        }
    }
}
