package io.wardlog.edge.status;

import io.wardlog.config.Default;
import io.wardlog.config.Doc;
import io.wardlog.config.HostPort;
import io.wardlog.config.Range;
import java.time.Duration;

/**
 * Where health, metrics and status are answered, and what they say of devices and of the collector.
 *
 * @param uplinkSilentAfter 45 s because a batch goes every 10 s, even when there is nothing to say, and its receipt may take
 *     {@code collector.answerTimeout} (30 s): longer than both together, silence is no delay
 */
public record StatusConfig(
        @Doc(
                "Address of the status page (/), /devices, /health, /ready, /metrics, /status and /status/devices; port 0 takes a free one.")
        @Default("127.0.0.1:9464")
        HostPort listen,

        @Doc(
                "Allows listen to be an address of the network: everyone on it can read, without sign-in, which devices there are and how they"
                        + " are.")
        @Default("false")
        boolean insecureNetwork,

        @Doc("After how long without an accepted message a device of the directory is shown as silent.")
        @Default("10m")
        @Range(min = "1s", max = "30d")
        Duration deviceSilentAfter,

        @Doc(
                "After how long without a receipt the collector is shown as not connected, whatever else looks well. A batch goes every"
                        + " 10 seconds, even when there is nothing to say: at least 10 seconds and collector.answerTimeout"
                        + " together.")
        @Default("45s")
        @Range(min = "15s", max = "1h")
        Duration uplinkSilentAfter) {

    public StatusConfig {
        if (!insecureNetwork && !listen.isLoopback()) {
            throw new IllegalArgumentException("listen " + listen
                    + " is not a loopback address: everyone on the network could read which devices there are; listen on 127.0.0.1:"
                    + listen.port() + ", or set insecureNetwork: true");
        }
    }
}
