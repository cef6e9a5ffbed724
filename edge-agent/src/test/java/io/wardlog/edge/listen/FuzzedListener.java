package io.wardlog.edge.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.wardlog.testkit.FuzzedParser;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * A listener on a real port that gets, on a connection of its own, any bytes: it says what its protocol lets it say, it closes, no memory is held
 * afterwards, and nothing in it breaks.
 */
public abstract class FuzzedListener extends FuzzedParser {

    @TempDir
    static Path directory;

    private Vertx vertx;
    private ListenFixture fixture;

    /** The listener, not started. */
    protected abstract Listener create(Vertx vertx, ListenFixture fixture);

    /** The name of its plain port. */
    protected abstract String way();

    /** Asserts that these bytes are answers of the protocol; the last one may be cut off. */
    protected abstract void answered(byte[] answers);

    /** Its ports but for the one with TLS, whose engine takes long to start and is not what is looked at. */
    protected static PortConfig plain(ListenFixture with) {
        return new PortConfig(
                with.ports.plain(),
                Optional.empty(),
                ClientCertificate.REQUESTED,
                false,
                ListenFixture.MAX_CONNECTIONS,
                ListenFixture.MAX_OF_DEVICE);
    }

    @Override
    protected int mutations() {
        return 300;
    }

    @BeforeAll
    void start() throws Exception {
        vertx = new DeviceVertx().get();
        fixture = new ListenFixture(directory).start(vertx, with -> create(vertx, with));
        vertx.exceptionHandler(fixture.faults::add);
    }

    @AfterAll
    void stop() throws Exception {
        fixture.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Override
    protected final void parse(byte[] input) throws IOException {
        try (Socket socket = fixture.connect(way())) {
            answered(answers(socket, input));
        }
        fixture.awaitMemory(budget -> budget.held() == 0);
        assertThat(fixture.faults).isEmpty();
        fixture.acceptor.arrivals.clear();
        fixture.acceptor.refusals.clear();
    }

    private static byte[] answers(Socket socket, byte[] input) throws IOException {
        try {
            socket.getOutputStream().write(input);
            socket.shutdownOutput();
            return socket.getInputStream().readAllBytes(); // fails when it does not close within 20 s
        } catch (SocketException reset) {
            return new byte[0]; // it has refused what came first and reads no more
        }
    }
}
