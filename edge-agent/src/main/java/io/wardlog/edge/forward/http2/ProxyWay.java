package io.wardlog.edge.forward.http2;

import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import io.wardlog.config.SecretValue;
import io.wardlog.edge.forward.CollectorConfig;
import io.wardlog.edge.forward.ProxyConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/** The options of a CONNECT proxy; the same object as long as password and address are the same, so that its connection is found again. Thread-safe. */
final class ProxyWay {

    private final ProxyConfig config;
    private final Duration connectTimeout;
    private Optional<SecretValue> password;
    private InetAddress address;
    private ProxyOptions options;

    private ProxyWay(ProxyConfig config, Duration connectTimeout) throws IOException {
        this.config = config;
        this.connectTimeout = connectTimeout;
        this.password = config.currentPassword();
    }

    /**
     * The one of a configuration, if it has one.
     *
     * @throws IOException when the password's file cannot be read
     */
    static Optional<ProxyWay> of(CollectorConfig config) throws IOException {
        return config.proxy().isPresent()
                ? Optional.of(new ProxyWay(config.proxy().get(), config.connectTimeout()))
                : Optional.empty();
    }

    /** The proxy's name, or its address. */
    String host() {
        return config.address().host();
    }

    /** For the proxy where it is found. */
    synchronized ProxyOptions options(InetAddress at) {
        if (options == null || !at.equals(address)) {
            address = at;
            options = made();
        }
        return options;
    }

    /** Reads the password again. */
    synchronized void refresh() throws IOException {
        Optional<SecretValue> now = config.currentPassword();
        if (!now.equals(password)) {
            password = now;
            options = null;
        }
    }

    private ProxyOptions made() {
        ProxyOptions made = new ProxyOptions()
                .setType(ProxyType.HTTP)
                .setHost(address.getHostAddress())
                .setPort(config.address().port())
                .setConnectTimeout(connectTimeout);
        config.user().ifPresent(made::setUsername);
        password.ifPresent(secret -> made.setPassword(secret.reveal()));
        return made;
    }
}
