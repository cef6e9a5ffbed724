package io.wardlog.edge.listen;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxProvider;

/** Vert.x as the agent runs it for its devices: the machine's own transport behaves differently from the JDK's. */
public final class DeviceVertx implements VertxProvider {

    @Override
    public Vertx get() {
        return Vertx.builder().withTransport(new DeviceTransport(1_000, 1_000)).build();
    }
}
