package io.wardlog.edge.listen;

import static io.wardlog.edge.listen.ListenFixture.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.ProvidedBy;
import io.vertx.junit5.VertxExtension;
import io.wardlog.error.ErrorCode;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who sends a byte now and then, and never anything whole, has no more time than who sends nothing; meanwhile others are served. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class SlowSenderTest {

    private static final Duration SOON = Duration.ofMillis(600);
    private static final int BETWEEN_BYTES_MILLIS = 50;

    /** More bytes than there is time for, of a packet, a line, or a header that has no end yet. */
    private static final byte[] MQTT =
            ("\u0010\u007f\0\4MQTT\4\2" + "\0".repeat(119)).getBytes(StandardCharsets.US_ASCII);

    private static final byte[] TCP =
            ("{\"hello\":{\"deviceId\":\"" + "a".repeat(200)).getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HTTP =
            ("POST /v1/events HTTP/1.1\r\nX: " + "a".repeat(200)).getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"mqtt", "tcp", "http"})
    void aByteAtATimeBuysNoTime(String way, @ProvidedBy(DeviceVertx.class) Vertx vertx) throws Exception {
        byte[] endless = way.equals("mqtt") ? MQTT : way.equals("tcp") ? TCP : HTTP;
        try (ListenFixture fixture =
                        new ListenFixture(directory).start(vertx, with -> Ways.create(way, vertx, with, SOON));
                ServedDevice other = new ServedDevice(fixture, way, OTHER);
                Socket socket = fixture.connect(way)) {
            assertThat(sentUntilAnswered(socket, endless, other)).isLessThan(endless.length);
            assertThat(fixture.acceptor.refusal().code()).isEqualTo(ErrorCode.TIMED_OUT);
            assertThat(fixture.memory.held()).isZero();
        }
    }

    /** Each begins a line and none is a hello. */
    @Test
    void emptyLinesOfAStrangerBuyNoTime(@ProvidedBy(DeviceVertx.class) Vertx vertx) throws Exception {
        byte[] endless = "\r\n".repeat(100).getBytes(StandardCharsets.US_ASCII);
        try (ListenFixture fixture =
                        new ListenFixture(directory).start(vertx, with -> Ways.create("tcp", vertx, with, SOON));
                ServedDevice other = new ServedDevice(fixture, "tcp", OTHER);
                Socket socket = fixture.connect("tcp")) {
            assertThat(sentUntilAnswered(socket, endless, other)).isLessThan(endless.length);
            assertThat(fixture.acceptor.refusal().code()).isEqualTo(ErrorCode.TIMED_OUT);
        }
    }

    private static int sentUntilAnswered(Socket socket, byte[] bytes, ServedDevice other) throws IOException {
        socket.setSoTimeout(BETWEEN_BYTES_MILLIS);
        for (int sent = 0; sent < bytes.length; sent++) {
            socket.getOutputStream().write(bytes[sent]);
            other.isServed();
            try {
                socket.getInputStream().read(); // says why, or is at its end
                return sent + 1;
            } catch (SocketTimeoutException goesOn) {
                assertThat(goesOn).isNotNull();
            } catch (SocketException over) { // it was closed just before the byte came, which is answered with a reset
                assertThat(over).isNotNull();
                return sent + 1;
            }
        }
        return bytes.length;
    }
}
