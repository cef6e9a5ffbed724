package io.wardlog.edge.listen.http;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Lets a client end its side after its last request and still read the answers; then the connection ends. Without it Vert.x ends the
 * connection at once, and who was recorded never hears of it. Confined to the channel's event loop.
 */
final class InputEnd extends ChannelDuplexHandler {

    private int unanswered;
    private boolean receiving;
    private boolean ended;

    private InputEnd() {}

    /** Puts it before the server's own handler. */
    static void add(ChannelHandlerContext server) {
        server.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        server.pipeline().addBefore(server.name(), "inputEnd", new InputEnd());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object part) {
        if (part instanceof HttpRequest) {
            unanswered++;
            receiving = true;
        }
        if (part instanceof LastHttpContent) {
            receiving = false;
        }
        ctx.fireChannelRead(part);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object part, ChannelPromise promise) {
        boolean interim =
                part instanceof HttpResponse response && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (part instanceof LastHttpContent && !interim) {
            unanswered--;
            promise = promise.unvoid();
            promise.addListener(ignored -> closeIfDone(ctx));
        }
        ctx.write(part, promise);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            ended = true;
            closeIfDone(ctx);
        }
        ctx.fireUserEventTriggered(event);
    }

    /** A request that has not come whole is never answered. */
    private void closeIfDone(ChannelHandlerContext ctx) {
        if (ended && unanswered <= (receiving ? 1 : 0)) {
            ctx.close();
        }
    }
}
