package io.wardlog.edge.listen.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.impl.http1.VertxHttpRequestDecoder;
import io.wardlog.edge.accept.Refusal;
import io.wardlog.edge.listen.ListenServices;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.SourceProtocol;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Sees to it that the header of a request, once begun, is finished in time, and the first one after the connection opened: the
 * server knows nothing of a request before its header is whole. What a header holds is not kept, because it holds
 * credentials. Confined to the channel's event loop.
 */
final class HeaderWatch extends ChannelInboundHandlerAdapter {

    private static final byte[] TIMED_OUT =
            "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);

    private final String peer;
    private final HttpConfig config;
    private final ListenServices services;
    private Decoder decoder;
    private boolean headerDue = true;
    private boolean ended;
    private long received;
    private ScheduledFuture<?> timer;

    HeaderWatch(String peer, HttpConfig config, ListenServices services) {
        this.peer = peer;
        this.config = config;
        this.services = services;
    }

    /** Puts the watch around the server's decoder, and one that tells what it holds in its place. */
    void add(ChannelPipeline pipeline, Http1ServerConfig config) {
        decoder = new Decoder(config);
        String name = pipeline.context(HttpRequestDecoder.class).name();
        pipeline.replace(name, name, decoder);
        pipeline.addBefore(name, "headerWatch", this);
        pipeline.addAfter(name, "headerEnd", new Ends());
    }

    private static final class Decoder extends VertxHttpRequestDecoder {
        Decoder(Http1ServerConfig config) {
            super(config);
        }

        /** How many bytes have come that are not part of anything yet. */
        int held() {
            return actualReadableBytes();
        }
    }

    /** Behind the decoder, where the parts of a request come whole. */
    private final class Ends extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object part) {
            if (ended) {
                ReferenceCountUtil.release(part); // what the decoder makes of a header that stays half
                return;
            }
            if (part instanceof HttpRequest) {
                headerDue = false;
                cancel();
            }
            if (part instanceof LastHttpContent) {
                headerDue = true;
                received = decoder.held(); // the next request may have begun in the same packet
                if (received > 0) {
                    schedule(ctx);
                }
            }
            ctx.fireChannelRead(part);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        schedule(ctx);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        cancel();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
        if (headerDue) {
            received += ((ByteBuf) bytes).readableBytes();
            if (timer == null) {
                schedule(ctx);
            }
        }
        ctx.fireChannelRead(bytes);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        inputEnded();
        ctx.fireChannelInactive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded();
        }
        ctx.fireUserEventTriggered(event);
    }

    private void inputEnded() {
        if (headerDue && received > 0 && !ended) {
            report(ErrorCode.PROTOCOL_ERROR, "the connection ended within a request");
        }
        cancel();
        ended |= headerDue;
    }

    /** Ends the connection from outside; what has come of a header counts for nothing. Any thread. */
    void end(ChannelHandlerContext ctx) {
        ctx.executor().execute(() -> {
            ended = true;
            ctx.close();
        });
    }

    private void schedule(ChannelHandlerContext ctx) {
        timer = ctx.executor()
                .schedule(() -> expired(ctx), config.requestTimeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    private void cancel() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void expired(ChannelHandlerContext ctx) {
        boolean begun = received > 0;
        report(ErrorCode.TIMED_OUT, begun ? "a request was begun and not finished in time" : "no request in time");
        ended = true;
        timer = null;
        if (begun) {
            ctx.writeAndFlush(Unpooled.wrappedBuffer(TIMED_OUT)).addListener(ChannelFutureListener.CLOSE);
        } else {
            ctx.close();
        }
    }

    private void report(ErrorCode code, String detail) {
        services.metrics().refused(SourceProtocol.HTTP, code.code());
        services.acceptor()
                .refuse(
                        new Refusal(SourceProtocol.HTTP, peer, Optional.empty(), code, detail, new byte[0], received),
                        () -> {});
    }
}
