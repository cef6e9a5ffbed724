package io.wardlog.edge.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.edge.accept.GapCause;
import io.wardlog.edge.device.ListedDevice;
import io.wardlog.edge.presence.Heard;
import io.wardlog.event.EventTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;

/**
 * One device and how it is. Nothing of what it said.
 *
 * @param connected whether a connection of it is open; never over HTTP and files, which have none that last
 * @param gaps how many were declared since the start
 */
public record DeviceRow(Named named, ListedDevice listed, boolean connected, Heard heard, Map<GapCause, Long> gaps) {

    /** What is wrong comes first. Who fell silent last comes before the others that are silent, as this is news. */
    static final Comparator<DeviceRow> WORST_FIRST = Comparator.comparing(DeviceRow::state)
            .thenComparing(row -> row.state() == DeviceState.SILENT ? row.silence() : Duration.ZERO)
            .thenComparing(row -> row.named.deviceId());

    /** Which device, and its state. */
    public record Named(String deviceId, DeviceState state) {}

    private DeviceState state() {
        return named.state();
    }

    private Duration silence() {
        return heard.accepted().ago().orElse(Duration.ZERO);
    }

    /** As {@code /status/devices} has it. */
    ObjectNode toJson(Instant now) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("deviceId", named.deviceId());
        node.put("state", named.state().wireName());
        node.put("type", listed.type().wireName());
        ArrayNode signsIn = node.putArray("signsIn");
        listed.signsIn().forEach(signsIn::add);
        node.put("connected", connected);
        heard.protocol().ifPresent(protocol -> node.put("protocol", protocol.wireName()));
        heard.accepted().ago().ifPresent(ago -> time(node, "lastHeard", now, ago));
        node.put("accepted", heard.accepted().count());
        node.put("acceptedLastMinute", heard.accepted().lastMinute());
        node.put("refused", heard.refused().count());
        heard.refused().last().ifPresent(last -> {
            node.put("lastRefusedCode", last.code().code());
            time(node, "lastRefused", now, last.ago());
        });
        ObjectNode declared = node.putObject("gaps");
        gaps.forEach((cause, count) -> declared.put(cause.wireName(), count));
        return node;
    }

    private static void time(ObjectNode node, String name, Instant now, Duration ago) {
        node.put(name, EventTimes.micros(now.minus(ago)));
        node.put(name + "SecondsAgo", ago.toSeconds());
    }
}
