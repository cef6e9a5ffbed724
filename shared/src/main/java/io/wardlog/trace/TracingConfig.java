package io.wardlog.trace;

import io.wardlog.config.Default;
import io.wardlog.config.Doc;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;

/** Where spans of traced events are sent. */
public record TracingConfig(
        @Doc("The OTLP/HTTP address of an OpenTelemetry collector, for example"
                + " http://127.0.0.1:4318/v1/traces; http:// on this machine only")
        URI endpoint,

        @Doc("INSECURE: allows http:// to another machine, over which device names, event types and hashes"
                + " travel in the clear")
        @Default("false")
        boolean allowRemotePlaintext) {

    /** Refuses what is no address, and plain text to other machines that nobody asked for. */
    public TracingConfig {
        String scheme = endpoint.getScheme();
        if ((!"http".equals(scheme) && !"https".equals(scheme)) || endpoint.getHost() == null) {
            throw new IllegalArgumentException("endpoint must be as https://host:4318/v1/traces");
        }
        if (endpoint.getUserInfo() != null) {
            throw new IllegalArgumentException("endpoint must not hold a user name or password");
        }
        if ("http".equals(scheme) && !allowRemotePlaintext && !isLoopback(endpoint.getHost())) {
            throw new IllegalArgumentException(
                    "spans would travel to another machine in the clear: use https://, or set allowRemotePlaintext");
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }
}
