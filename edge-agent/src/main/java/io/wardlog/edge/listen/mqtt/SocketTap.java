package io.wardlog.edge.listen.mqtt;

import io.vertx.core.Handler;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.VertxWrapper;
import io.vertx.core.internal.net.NetServerInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/**
 * The Vert.x that an MQTT server is made with: it shows each socket once the server has prepared it, and the TCP server itself, which the
 * MQTT server keeps to itself.
 */
final class SocketTap extends VertxWrapper {

    private final Consumer<NetSocketInternal> sockets;
    private NetServerInternal server;

    SocketTap(VertxInternal vertx, Consumer<NetSocketInternal> sockets) {
        super(vertx);
        this.sockets = sockets;
    }

    /** The TCP server below the MQTT server. */
    NetServerInternal server() {
        return server;
    }

    @Override
    public NetServerInternal createNetServer(NetServerOptions options) {
        server = delegate.createNetServer(options);
        return (NetServerInternal) Proxy.newProxyInstance(
                SocketTap.class.getClassLoader(),
                new Class<?>[] {NetServerInternal.class},
                (proxy, method, arguments) -> call(method, arguments));
    }

    private Object call(Method method, Object[] arguments) throws Throwable {
        if (method.getName().equals("connectHandler") && arguments != null) {
            @SuppressWarnings("unchecked") // the interface's one parameter
            Handler<NetSocket> prepare = (Handler<NetSocket>) arguments[0];
            return server.connectHandler(socket -> {
                prepare.handle(socket);
                sockets.accept((NetSocketInternal) socket);
            });
        }
        try {
            return method.invoke(server, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }
}
