package io.wardlog.edge.forward.http2;

import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import io.wardlog.config.SecretValue;
import io.wardlog.edge.forward.ProxyConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** The options of a CONNECT proxy; the same object as long as the password is the same, so that its connection is found again. Thread-safe. */
final class ProxyWay {

    private final ProxyConfig config;
    private final Duration connectTimeout;
    private Optional<SecretValue> password;
    private ProxyOptions options;

    /** @throws IOException when the password's file cannot be read */
    ProxyWay(ProxyConfig config, Duration connectTimeout) throws IOException {
        this.config = config;
        this.connectTimeout = connectTimeout;
        use(config.currentPassword());
    }

    synchronized ProxyOptions options() {
        return options;
    }

    /** Reads the password again. */
    synchronized void refresh() throws IOException {
        Optional<SecretValue> now = config.currentPassword();
        if (!now.equals(password)) {
            use(now);
        }
    }

    private void use(Optional<SecretValue> now) {
        password = now;
        options = new ProxyOptions()
                .setType(ProxyType.HTTP)
                .setHost(config.address().host())
                .setPort(config.address().port())
                .setConnectTimeout(connectTimeout);
        config.user().ifPresent(options::setUsername);
        now.ifPresent(secret -> options.setPassword(secret.reveal()));
    }
}
