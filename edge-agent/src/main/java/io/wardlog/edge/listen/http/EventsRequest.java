package io.wardlog.edge.listen.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.wardlog.edge.accept.Refusal;
import io.wardlog.edge.device.DeviceIdentity;
import io.wardlog.edge.device.Identification;
import io.wardlog.edge.listen.ConnectionLimit;
import io.wardlog.edge.listen.Deadline;
import io.wardlog.edge.listen.EventLoop;
import io.wardlog.edge.listen.ListenServices;
import io.wardlog.edge.listen.MemoryBudget;
import io.wardlog.edge.listen.Peers;
import io.wardlog.edge.listen.Traces;
import io.wardlog.edge.listen.http.ArraySplitter.RefusedArrayException;
import io.wardlog.error.ErrorCode;
import io.wardlog.error.Problem;
import io.wardlog.event.SourceProtocol;
import io.wardlog.trace.TraceContext;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One request, from its headers to its answer. Confined to its event loop. */
final class EventsRequest {

    static final String PATH = "/v1/events";

    /** A body is held as a whole, and once more cut into its messages. */
    private static final int COPIES = 2;

    private final HttpServerRequest request;
    private final EventLoop loop;
    private final HttpConfig config;
    private final ListenServices services;
    private final ConnectionLimit.Place place;
    private final Deadline deadline;
    private Buffer body = Buffer.buffer();

    private DeviceIdentity device;
    private Optional<MemoryBudget.Claim> memory = Optional.empty();
    private boolean receiving;
    private boolean delivering;
    private boolean answered;

    /** @param place of its connection, among all of them */
    EventsRequest(
            HttpServerRequest request,
            EventLoop loop,
            HttpConfig config,
            ListenServices services,
            ConnectionLimit.Place place) {
        this.request = request;
        this.loop = loop;
        this.config = config;
        this.services = services;
        this.place = place;
        this.deadline =
                new Deadline(loop, () -> refuse(ErrorCode.TIMED_OUT, "the request was begun and not finished in time"));
    }

    void handle() {
        request.exceptionHandler(broken -> {
            services.broken(broken);
            brokenOff();
        });
        if (!PATH.equals(request.path())) {
            refuse(ErrorCode.NOT_FOUND, "events are sent to POST " + PATH);
        } else if (!request.method().name().equals("POST")) {
            request.response().putHeader(HttpHeaders.ALLOW, "POST");
            refuse(ErrorCode.METHOD_NOT_ALLOWED, "events are sent to POST " + PATH);
        } else if (!isJson()) {
            refuse(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "send application/json");
        } else {
            identify();
        }
    }

    private boolean isJson() {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return type == null
                || type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json");
    }

    private void identify() {
        Identification identification = Credentials.identify(request, services.directory());
        if (identification instanceof Identification.Refused refused) {
            refuseSender(refused.code(), refused.detail());
            return;
        }
        device = ((Identification.Known) identification).identity();
        place.identified(device.deviceId());
        if (asksFirst() && declaredLength() > config.maxBody().bytes()) {
            refuse(ErrorCode.TOO_LARGE, tooLarge());
        } else {
            request.pause();
            long size = COPIES * Math.min(declaredLength(), config.maxBody().bytes()) + MemoryBudget.PER_MESSAGE;
            memory = Optional.of(services.memory().claim(size, () -> loop.later(this::receive)));
            if (memory.get().isGranted()) {
                receive();
            }
        }
    }

    private void refuseSender(ErrorCode code, String detail) {
        if (code.httpStatus() == ErrorCode.NOT_AUTHENTICATED.httpStatus()) {
            request.response().putHeader("WWW-Authenticate", "Basic realm=\"wardlog\", charset=\"UTF-8\"");
        }
        refuse(code, detail);
    }

    /** There is memory for the whole body. */
    private void receive() {
        if (answered || receiving) {
            return;
        }
        receiving = true;
        deadline.in(config.requestTimeout());
        request.handler(this::received);
        request.endHandler(ignored -> complete());
        request.resume();
        if (asksFirst()) {
            request.response().writeContinue();
        }
    }

    /** Whether the client sends its body only when it is told to (RFC 9110 section 10.1.1). */
    private boolean asksFirst() {
        return "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT));
    }

    private long declaredLength() {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            return request.getHeader(HttpHeaders.TRANSFER_ENCODING) == null
                    ? 0
                    : config.maxBody().bytes();
        }
        return Long.parseLong(length); // Netty has refused what is no number
    }

    private String tooLarge() {
        return "a body of more than " + config.maxBody();
    }

    private void received(Buffer chunk) {
        if (answered) {
            return;
        }
        body.appendBuffer(chunk);
        if (body.length() > config.maxBody().bytes()) {
            refuse(ErrorCode.TOO_LARGE, tooLarge());
        }
    }

    private void complete() {
        if (answered) {
            return;
        }
        deadline.end();
        if (!services.directory().holds(device)) {
            refuseSender(ErrorCode.UNKNOWN_DEVICE, "the device directory has just changed");
            return;
        }
        byte[] bytes = body.getBytes();
        body = Buffer.buffer(); // the messages have the bytes
        delivering = true;
        Deliveries deliveries = new Deliveries(
                device,
                Traces.read(request.headers().getAll(TraceContext.NAME), SourceProtocol.HTTP, services.metrics()),
                loop,
                services);
        try {
            if (ArraySplitter.isArray(bytes)) {
                List<byte[]> messages = ArraySplitter.split(bytes);
                memory.orElseThrow().resize(bytes.length + (long) messages.size() * MemoryBudget.PER_MESSAGE);
                deliveries.deliver(messages, outcomes -> answer(Answer.ofMany(outcomes)));
            } else {
                deliveries.deliver(List.of(bytes), outcomes -> answer(Answer.ofOne(outcomes.get(0))));
            }
        } catch (RefusedArrayException refused) {
            body = Buffer.buffer(bytes);
            refuse(refused.code(), refused.getMessage());
        }
    }

    /** The connection ended before the request did. */
    private void brokenOff() {
        if (!answered) {
            answered = true;
            deadline.end();
            report(ErrorCode.PROTOCOL_ERROR, "the connection ended within a request", () -> {});
            if (!delivering) {
                memory.ifPresent(MemoryBudget.Claim::giveBack);
            }
        }
    }

    /** Refuses the whole request; answered when the refusal is on disk. */
    private void refuse(ErrorCode code, String detail) {
        if (!answered) {
            answered = true;
            deadline.end();
            if (asksFirst() && !receiving) {
                // It need not send its body any more: what came next could be that, or a request (RFC 9110 section
                // 10.1.1)
                request.response().putHeader(HttpHeaders.CONNECTION, "close");
            }
            report(code, detail, () -> loop.run(() -> send(Answer.of(new Problem(code, detail)))));
        }
    }

    private void report(ErrorCode code, String detail, Runnable whenDurable) {
        services.metrics().refused(SourceProtocol.HTTP, code.code());
        byte[] all = body.getBytes();
        byte[] first = Arrays.copyOf(all, Math.min(all.length, Refusal.KEPT_BYTES));
        Optional<String> deviceId = Optional.ofNullable(device).map(DeviceIdentity::deviceId);
        String peer = Peers.address(request.remoteAddress());
        services.acceptor()
                .refuse(new Refusal(SourceProtocol.HTTP, peer, deviceId, code, detail, first, all.length), whenDurable);
    }

    private void answer(Answer answer) {
        answered = true;
        send(answer);
    }

    private void send(Answer answer) {
        memory.ifPresent(MemoryBudget.Claim::giveBack);
        Reply.send(answer, request, loop, config.requestTimeout());
    }
}
