package io.wardlog.edge.listen.tcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import io.wardlog.edge.accept.Arrival;
import io.wardlog.edge.accept.Outcome;
import io.wardlog.edge.accept.Refusal;
import io.wardlog.edge.device.DeviceIdentity;
import io.wardlog.edge.device.Identification;
import io.wardlog.edge.listen.ConnectionLimit;
import io.wardlog.edge.listen.Deadline;
import io.wardlog.edge.listen.EventLoop;
import io.wardlog.edge.listen.LineSplitter.Line;
import io.wardlog.edge.listen.ListenServices;
import io.wardlog.edge.listen.LiveConnections;
import io.wardlog.edge.listen.MemoryBudget;
import io.wardlog.edge.listen.OrderedAnswers;
import io.wardlog.edge.listen.OutcomeJson;
import io.wardlog.edge.listen.Peers;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.SourceProtocol;
import java.time.Duration;
import java.util.Optional;

/**
 * One device on the line. It reads while it has room for answers, hands lines over in order and answers in that order. Confined
 * to its event loop.
 */
final class TcpConnection {

    private static final long MAX_SKIPPED = 16L << 20;
    private static final Duration LONGEST_REST = Duration.ofMillis(100);
    /** For how long it is waited at the end until what was written is out. */
    private static final Duration GOODBYE = Duration.ofSeconds(2);

    private final NetSocketInternal socket;
    private final EventLoop loop;
    private final TcpConfig config;
    private final ListenServices services;
    private final LiveConnections live;
    private final String peer;
    private final LineIntake lines;
    private final OrderedAnswers answers = new OrderedAnswers();
    private final Deadline deadline;
    private final Runnable drop;

    private ConnectionLimit.Place place;
    private DeviceIdentity device;
    private boolean pumping;
    private boolean pumpAgain;
    private boolean closing;
    private boolean withinLine;
    private boolean draining;
    private boolean resting;

    TcpConnection(NetSocketInternal socket, EventLoop loop, TcpListeners.Shared shared) {
        this.socket = socket;
        this.loop = loop;
        this.config = shared.config();
        this.services = shared.services();
        this.live = shared.live();
        this.peer = Peers.address(socket.remoteAddress());
        this.lines = new LineIntake(
                socket, services.memory(), () -> loop.later(this::granted), () -> loop.later(this::crowdedOut));
        this.deadline = new Deadline(loop, this::expired);
        this.drop = () -> loop.run(this::giveWay);
    }

    /** Begins to read, from the {@code place} that it has among all connections. */
    void start(ConnectionLimit.Place among) {
        place = among;
        // A client may end its side after its last line and still wait for the answers.
        socket.channelHandlerContext().channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        // The socket's eventHandler would swallow the shutdown of its server, too
        ChannelHandlerContext context = socket.channelHandlerContext();
        context.pipeline().addBefore(context.name(), "input-end", new InputEnd());
        socket.closeHandler(ignored -> closed());
        socket.exceptionHandler(broken -> {
            services.broken(broken);
            close();
        });
        socket.drainHandler(ignored -> pump());
        socket.handler(this::received);
        EventLoop.onShutdown(socket, () -> loop.run(this::drain));
        deadline.in(config.lineTimeout());
        Peers.certificate(socket.sslSession())
                .map(services.directory()::byCertificate)
                .ifPresent(identification -> identified(identification, new byte[0]));
    }

    /** Hears that the client has ended its side. */
    private final class InputEnd extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                lines.inputEnded();
                loop.later(TcpConnection.this::pump);
            }
            context.fireUserEventTriggered(event);
        }
    }

    private void received(Buffer bytes) {
        lines.feed(bytes);
        pump();
    }

    /** Takes lines while there is room; the socket is read only when all that came is taken. */
    private void pump() {
        pumpAgain = true;
        if (pumping) {
            return;
        }
        pumping = true;
        while (pumpAgain && !closing) {
            pumpAgain = false;
            takeLines();
        }
        pumping = false;
    }

    private void takeLines() {
        while (!closing && hasRoom()) {
            Line line = lines.next();
            if (line == null && !lines.isWaiting()) {
                readOn();
                return;
            } else if (line == null) {
                break;
            }
            withinLine = false;
            take(line);
        }
        if (!closing) {
            lines.pause();
            if (device != null) {
                // Who reads no answers is not waited for longer than one who sends nothing
                deadline.in(config.idleTimeout());
            }
        }
    }

    /** The agent stops: no more is read, and what was read is answered. */
    private void drain() {
        draining = true;
        lines.pause();
        closeIfDrained();
    }

    private void closeIfDrained() {
        if (draining && answers.size() == 0) {
            close();
        }
    }

    private boolean hasRoom() {
        return !draining && !resting && answers.size() < config.maxInFlight() && !socket.writeQueueFull();
    }

    private void readOn() {
        if (lines.begun() > MAX_SKIPPED) {
            refuseAndClose(ErrorCode.TOO_LARGE, "a line of more than 16 MiB");
            return;
        }
        boolean began = lines.withinLine() && !withinLine;
        withinLine = lines.withinLine();
        if (device != null) { // a stranger's line, however many there are, buys no time for the hello
            progressed(began);
        }
        if (lines.readOn() && lines.hasInputEnded()) {
            // All that came is here already, and what of it is to be answered is under way.
            loop.later(this::finishIfDone);
        }
    }

    private void progressed(boolean began) {
        if (began) {
            deadline.in(config.lineTimeout());
        } else if (!withinLine) {
            deadline.in(config.idleTimeout());
        }
    }

    private void finishIfDone() {
        if (!closing && !pumpAgain && (lines.withinLine() || answers.size() == 0)) {
            close(config.idleTimeout()); // it has said all that it has to say, and reads
        }
    }

    private void take(Line line) {
        if (line.tooLong()) {
            refuseLine(line);
        } else if (device != null) {
            hand(line.bytes());
        } else {
            introduce(line);
        }
    }

    private void introduce(Line first) {
        Hello hello = Hello.read(first.bytes());
        if (hello instanceof Hello.Credentials shown) {
            identified(services.directory().byToken(shown.deviceId(), shown.password()), new byte[0]);
        } else if (hello instanceof Hello.Malformed malformed) {
            refuseAndClose(ErrorCode.NOT_AUTHENTICATED, malformed.detail());
        } else if (config.identifyByAddress()) {
            identified(services.directory().byAddress(peer), first.bytes());
            if (device != null) {
                lines.again(first); // now as a device's
            }
        } else {
            refuseAndClose(
                    ErrorCode.NOT_AUTHENTICATED, "the first line must be a hello, or TLS must show a certificate");
        }
    }

    private void identified(Identification identification, byte[] line) {
        if (identification instanceof Identification.Refused refused) {
            refuseAndClose(refused.code(), refused.detail(), new Line(line, line.length));
            return;
        }
        device = ((Identification.Known) identification).identity();
        lines.identified();
        place.identified(device.deviceId());
        live.add(device.deviceId(), drop);
        deadline.in(config.idleTimeout());
        if (!services.directory().holds(device)) {
            close(); // the directory changed in between
        }
    }

    private void hand(byte[] line) {
        OrderedAnswers.Place turn = answers.take();
        MemoryBudget.Claim memory = lines.takeOver();
        services.acceptor()
                .accept(
                        Arrival.of(device, SourceProtocol.TCP, line),
                        outcome -> loop.run(() -> {
                            if (outcome instanceof Outcome.Busy busy && busy.code() == ErrorCode.RATE_LIMITED) {
                                rest(busy.retryAfter());
                            }
                            turn.answer(() -> {
                                memory.giveBack();
                                answer(outcome);
                            });
                        }));
    }

    /** Who sends too much is read more slowly: telling him so as fast as he can send would cost the others. */
    private void rest(Duration retryAfter) {
        resting = true;
        long millis = Math.min(retryAfter.toMillis(), LONGEST_REST.toMillis());
        loop.after(millis, () -> {
            resting = false;
            pump();
        });
    }

    private void refuseLine(Line line) {
        String detail = "a line of " + line.length() + " bytes; the limit is " + LineIntake.MAX_LINE;
        OrderedAnswers.Place turn = answers.take();
        Optional<MemoryBudget.Claim> memory = Optional.ofNullable(lines.takeOver());
        Runnable answer = () -> turn.answer(() -> {
            memory.ifPresent(MemoryBudget.Claim::giveBack);
            answer(new Outcome.Rejected(ErrorCode.TOO_LARGE, detail));
        });
        services.acceptor().refuse(refusal(ErrorCode.TOO_LARGE, detail, line), () -> loop.run(answer));
    }

    private void answer(Outcome outcome) {
        services.metrics().answered(SourceProtocol.TCP, OutcomeJson.result(outcome));
        send(OutcomeJson.of(outcome));
        closeIfDrained();
        if (answers.size() <= config.maxInFlight() / 2) {
            pump();
        }
    }

    private void send(ObjectNode answer) {
        if (!closing) {
            socket.write(Buffer.buffer(answer + "\n"));
        }
    }

    private void expired() {
        if (closing) {
            socket.channelHandlerContext().close();
        } else if (!hasRoom() || lines.isWaiting()) {
            expiredWithoutRoom();
        } else if (device == null || lines.withinLine()) {
            refuseAndClose(
                    ErrorCode.TIMED_OUT,
                    lines.withinLine() ? "a line was begun and not finished in time" : "no hello in time");
        } else if (answers.size() > 0) {
            deadline.in(config.idleTimeout());
        } else {
            close();
        }
    }

    private void expiredWithoutRoom() {
        if (answers.size() > 0 || lines.isWaiting()) {
            deadline.in(config.idleTimeout()); // they are ours to give
        } else {
            close();
        }
    }

    /** There is memory; while there was none, it was not the device that took its time. */
    private void granted() {
        if (!closing && lines.withinLine()) {
            deadline.in(config.lineTimeout());
        }
        pump();
    }

    private void crowdedOut() {
        if (!closing) {
            report(
                    ErrorCode.BUSY,
                    "too many half lines of those who have not shown who they are",
                    new Line(new byte[0], 0));
            close();
        }
    }

    private void refuseAndClose(ErrorCode code, String detail) {
        refuseAndClose(code, detail, lines.partial());
    }

    private void refuseAndClose(ErrorCode code, String detail, Line line) {
        report(code, detail, line);
        send(OutcomeJson.rejected(code, detail));
        close();
    }

    private void report(ErrorCode code, String detail, Line line) {
        services.metrics().refused(SourceProtocol.TCP, code.code());
        services.acceptor().refuse(refusal(code, detail, line), () -> {});
    }

    private Refusal refusal(ErrorCode code, String detail, Line line) {
        Optional<String> deviceId = Optional.ofNullable(device).map(DeviceIdentity::deviceId);
        // Before it is known who speaks, the beginning may hold a password
        byte[] kept = device == null && !config.identifyByAddress() ? new byte[0] : line.bytes();
        return new Refusal(SourceProtocol.TCP, peer, deviceId, code, detail, kept, line.length());
    }

    /** Ends it from outside. Any thread. */
    void end() {
        drop.run();
    }

    private void giveWay() {
        deadline.in(GOODBYE); // also when more time was given
        close();
    }

    private void close() {
        close(GOODBYE);
    }

    /** An ordinary close waits until all that was written is out, which with who reads nothing is never. */
    private void close(Duration patience) {
        if (!closing) {
            closing = true;
            deadline.in(patience);
            socket.close();
        }
    }

    private void closed() {
        boolean ours = closing && !lines.hasInputEnded();
        closing = true;
        deadline.end();
        lines.end();
        place.leave();
        if (device != null) {
            live.remove(device.deviceId(), drop);
            services.acceptor().disconnected(device.deviceId());
        }
        if (!ours && lines.withinLine()) {
            report(ErrorCode.PROTOCOL_ERROR, "the connection ended within a line", lines.partial());
        }
    }
}
