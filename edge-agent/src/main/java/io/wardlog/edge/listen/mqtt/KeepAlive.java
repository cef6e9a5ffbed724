package io.wardlog.edge.listen.mqtt;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.timeout.IdleStateHandler;
import io.vertx.mqtt.MqttEndpoint;
import java.time.Duration;

/**
 * For how long a client may be silent: as long as it asks for, and at most as long as the agent lets it. Only an MQTT 5 client can be told
 * another time than its own (Server Keep Alive, section 3.2.2.3.14), so only that one is given it.
 *
 * @param seconds one and a half times this, and the client counts as gone; 0 for never
 * @param isOurs whether the client has to be told
 */
record KeepAlive(int seconds, boolean isOurs) {

    static KeepAlive of(MqttEndpoint client, boolean v5, Duration most) {
        int asked = client.keepAliveTimeSeconds();
        int longest = (int) Math.max(1, most.toSeconds());
        return v5 && (asked == 0 || asked > longest) ? new KeepAlive(longest, true) : new KeepAlive(asked, false);
    }

    /** Has {@code silence} told when nothing came for too long. The server does the same and closes without a word, so it comes behind. */
    void watch(ChannelPipeline pipeline, ChannelHandler silence) {
        if (seconds == 0) {
            return;
        }
        IdleStateHandler idle = new IdleStateHandler((int) Math.ceil(seconds * 1.5), 0, 0);
        if (pipeline.get("idle") == null) {
            pipeline.addBefore("handler", "idle", idle);
        } else if (isOurs) {
            pipeline.replace("idle", "idle", idle);
        }
        pipeline.addAfter("idle", "keepAliveWatch", silence);
    }
}
