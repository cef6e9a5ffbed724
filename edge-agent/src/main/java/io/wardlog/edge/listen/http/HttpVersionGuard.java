package io.wardlog.edge.listen.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;

/**
 * Refuses a request that names neither HTTP/1.0 nor HTTP/1.1. Vert.x answers in the version that a request names, whatever that is: such a one is
 * invalid, and answered with 400 in ours. Confined to the connection's event loop.
 */
public final class HttpVersionGuard extends ChannelInboundHandlerAdapter {

    private HttpVersionGuard() {}

    /** Guards a connection from its first request on; for servers that speak no HTTP/2. */
    public static void guard(HttpConnection connection) {
        ChannelPipeline pipeline =
                ((HttpServerConnection) connection).channelHandlerContext().pipeline();
        pipeline.addAfter(pipeline.context(HttpRequestDecoder.class).name(), "httpVersion", new HttpVersionGuard());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object part) {
        if (part instanceof HttpRequest request
                && !request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                && !request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            request.setProtocolVersion(HttpVersion.HTTP_1_1);
            request.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("another version")));
        }
        ctx.fireChannelRead(part);
    }
}
