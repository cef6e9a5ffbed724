package io.wardlog.edge.doctor;

import io.wardlog.config.HostPort;
import io.wardlog.edge.forward.CollectorConfig;
import io.wardlog.edge.forward.ProxyConfig;
import io.wardlog.edge.forward.UplinkHandshake;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Checks {@code collector_name}, {@code collector_tcp} and {@code collector_tls}: the way to one collector, step by step, as the agent goes
 * it. It ends at the first step that fails.
 *
 * @param answer what follows where the way is open
 */
public record CollectorCheck(HostPort collector, CollectorConfig config, UplinkHandshake handshake, Check answer)
        implements Check {

    @Override
    public void look(Consumer<Diagnosis> say) throws InterruptedException {
        if (name(say) && tcp(say) && tls(say)) {
            answer.look(say);
        }
    }

    /** Whom this machine connects to. */
    private HostPort next() {
        return config.proxy().map(ProxyConfig::address).orElse(collector);
    }

    private String nextName() {
        return config.proxy().isPresent() ? "the proxy " + next() : next().toString();
    }

    private boolean name(Consumer<Diagnosis> say) {
        try {
            InetAddress[] found = InetAddress.getAllByName(next().host());
            say.accept(Diagnosis.ok("collector_name", next().host() + " is " + found[0].getHostAddress()));
            return true;
        } catch (UnknownHostException unknown) {
            say.accept(Diagnosis.failed(
                    "collector_name",
                    "the name " + next().host() + " is not known here",
                    "correct the name, or the name servers of this machine (/etc/resolv.conf)"));
            return false;
        }
    }

    private boolean tcp(Consumer<Diagnosis> say) {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(next().host(), next().port()),
                    Math.toIntExact(config.connectTimeout().toMillis()));
            say.accept(Diagnosis.ok("collector_tcp", nextName() + " takes connections"));
            return true;
        } catch (IOException refused) {
            say.accept(Diagnosis.failed(
                    "collector_tcp",
                    nextName() + " takes no connection: " + refused.getMessage(),
                    "is it running there? does a firewall on the way let this gateway out to port " + next().port()
                            + "?"));
            return false;
        }
    }

    private boolean tls(Consumer<Diagnosis> say) throws InterruptedException {
        try {
            UplinkHandshake.Agreed agreed =
                    handshake.with(collector).get(2 * config.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
            say.accept(Diagnosis.ok(
                    "collector_tls",
                    agreed.protocol() + " with " + collector + ", whose certificate is valid to " + agreed.notAfter()
                            + "; " + agreed.http()));
            return true;
        } catch (TimeoutException silent) {
            say.accept(Diagnosis.failed(
                    "collector_tls",
                    "no TLS with " + collector + " within "
                            + 2 * config.connectTimeout().toMillis() + " ms",
                    "it, or something before it, takes connections and does not answer: look at the collector's load, and at proxies and"
                            + " firewalls on the way"));
            return false;
        } catch (ExecutionException failed) {
            Throwable cause = root(failed);
            say.accept(Diagnosis.failed(
                    "collector_tls",
                    "no TLS with " + collector + ": " + cause.getClass().getSimpleName() + ": " + cause.getMessage(),
                    config.proxy().isPresent()
                            ? "does the proxy allow CONNECT to it (user, password, port)? is collector.ca the CA of its certificate, and does"
                                    + " nothing on the way replace that?"
                            : "is collector.ca the CA of its certificate, does that name " + collector.host()
                                    + ", and does nothing on the way replace it?"));
            return false;
        }
    }

    /** What began it. */
    static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }
}
