package io.wardlog.collector.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.List;

/**
 * Refuses requests that Vert.x takes: those that name neither HTTP/1.0 nor HTTP/1.1, which it would answer in the version that a request names, whatever that
 * is; and those with a transfer coding of whose body it sees no end, or another one than a server before it (RFC 9112 section 6.3). Such a one is invalid, is
 * answered with 400, and what comes behind it counts for nothing. Confined to the connection's event loop.
 */
public final class RequestGuard extends ChannelInboundHandlerAdapter {

    private boolean refused;

    private RequestGuard() {}

    /** Guards a connection from its first request on; one of HTTP/2, whose requests name neither, needs no guard. */
    public static void guard(HttpConnection connection) {
        ChannelPipeline pipeline =
                ((HttpServerConnection) connection).channelHandlerContext().pipeline();
        ChannelHandlerContext decoder = pipeline.context(HttpRequestDecoder.class);
        if (decoder != null) {
            pipeline.addAfter(decoder.name(), "requestGuard", new RequestGuard());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object part) {
        if (refused) {
            ReferenceCountUtil.release(part);
            return;
        }
        if (part instanceof HttpRequest request) {
            check(request);
        }
        ctx.fireChannelRead(part);
    }

    private void check(HttpRequest request) {
        HttpVersion version = request.protocolVersion();
        if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
            request.setProtocolVersion(HttpVersion.HTTP_1_1);
            refuse(request, "another version");
        } else if (!isLengthKnown(request)) {
            refuse(request, "of the transfer codings only chunked is known here, and not to HTTP/1.0");
        }
    }

    private static boolean isLengthKnown(HttpRequest request) {
        List<String> codings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        return codings.isEmpty()
                || codings.size() == 1
                        && codings.get(0).equalsIgnoreCase("chunked")
                        && request.protocolVersion().equals(HttpVersion.HTTP_1_1);
    }

    private void refuse(HttpRequest request, String reason) {
        refused = true;
        request.setDecoderResult(DecoderResult.failure(new IllegalArgumentException(reason)));
    }
}
