package io.wardlog.collector.ingest.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.wardlog.batch.BatchFrame;
import io.wardlog.collector.http.RefusedException;
import io.wardlog.error.ErrorCode;
import java.time.Duration;

/** Reads a request's body within the limits of size and time. Lives on the request's event loop. */
final class FrameBody {
    /** A body that stops for longer is given up. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Promise<byte[]> whole = Promise.promise();
    private final Buffer bytes = Buffer.buffer();

    private FrameBody() {}

    /** The whole body; fails with a {@link RefusedException} when it is too large or does not arrive. */
    static Future<byte[]> read(Vertx vertx, HttpServerRequest request) {
        FrameBody body = new FrameBody();
        long timer = vertx.setTimer(
                PATIENCE.toMillis(), id -> body.refuse(ErrorCode.TIMED_OUT, "the frame did not arrive in 30 s"));
        request.handler(body::take);
        request.endHandler(end -> body.whole.tryComplete(body.bytes.getBytes()));
        request.exceptionHandler(failure -> body.refuse(ErrorCode.PROTOCOL_ERROR, "the request broke off"));
        return body.whole.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    private void take(Buffer chunk) {
        if (bytes.length() + chunk.length() > BatchFrame.MAX_FRAME_BYTES) {
            refuse(ErrorCode.FRAME_TOO_LARGE, "the frame is over 900 KiB");
        } else if (!whole.future().isComplete()) {
            bytes.appendBuffer(chunk);
        }
    }

    private void refuse(ErrorCode code, String detail) {
        whole.tryFail(new RefusedException(code, detail));
    }
}
