package io.wardlog.collector.query.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.wardlog.collector.query.EventSearch;
import io.wardlog.collector.query.FoundEvent;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes an export, a group of lines at a time, as fast as the client reads. The last chunk is sent only after the last
 * event: on any failure the connection is reset, so that a part can never be taken for the whole.
 */
final class ExportStream {

    private static final Logger LOG = LoggerFactory.getLogger(ExportStream.class);

    private final EventSearch.Scan scan;
    private final HttpServerResponse response;
    private final WorkerExecutor workers;
    private long lines;

    ExportStream(EventSearch.Scan scan, HttpServerResponse response, WorkerExecutor workers) {
        this.scan = scan;
        this.response = response;
        this.workers = workers;
    }

    /** Streams everything; the future completes when the scan is closed, whatever happened. */
    Future<Void> run() {
        response.setChunked(true);
        Promise<Void> done = Promise.promise();
        step(done);
        return done.future().recover(this::abort).eventually(() -> workers.executeBlocking(this::closeScan, false));
    }

    private void step(Promise<Void> done) {
        workers.<List<FoundEvent>>executeBlocking(scan::next, false)
                .onComplete(events -> write(events, done), done::fail);
    }

    private void write(List<FoundEvent> events, Promise<Void> done) {
        if (events.isEmpty()) {
            LOG.atInfo().addKeyValue("lines", lines).log("export_complete");
            response.end().onComplete(done);
            return;
        }
        lines += events.size();
        Buffer out = Buffer.buffer();
        events.forEach(event -> Answers.exportLine(out, event));
        // The write completes when the bytes went to the socket: a slow client slows the scan.
        response.write(out).onComplete(written -> step(done), done::fail);
    }

    private Future<Void> abort(Throwable cause) {
        LOG.atWarn().addKeyValue("lines", lines).setCause(cause).log("export_aborted");
        response.reset();
        return Future.succeededFuture();
    }

    private Void closeScan() throws IOException {
        scan.close();
        return null;
    }
}
