package io.wardlog.collector.query;

import io.wardlog.config.Default;
import io.wardlog.config.Doc;
import io.wardlog.config.HostPort;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Where questions are answered. */
public record ApiConfig(
        @Doc("Address of the API; loopback only until sign-in exists; port 0 takes a free one")
        @Default("127.0.0.1:8080")
        HostPort listen) {

    /** Refuses every address but loopback: there is no sign-in yet. */
    public ApiConfig {
        if (!isLoopback(listen.host())) {
            throw new IllegalArgumentException("listen is " + listen.host()
                    + ", which other machines can reach; the API has no sign-in yet and listens on loopback only:"
                    + " use 127.0.0.1");
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
