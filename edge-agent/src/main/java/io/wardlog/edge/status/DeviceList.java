package io.wardlog.edge.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * All devices at one moment, those with something wrong first.
 *
 * @param agent whose devices they are
 */
public record DeviceList(ObjectNode agent, Instant at, List<DeviceRow> devices) {

    /** The first of them as people read them. */
    DeviceSummary summary(int most) {
        ObjectNode some = about();
        ArrayNode rows = some.putArray("devices");
        devices.stream().limit(most).forEach(row -> rows.add(row.toJson(at)));
        return DeviceSummary.of(some, most);
    }

    /** All of them as JSON text, a line each: never as one tree, which takes several times the room. */
    String toJson() {
        String about = about().toString();
        StringJoiner all =
                new StringJoiner(",\n", about.substring(0, about.length() - 1) + ",\"devices\":[\n", "\n]}\n");
        devices.forEach(row -> all.add(row.toJson(at).toString()));
        return all.toString();
    }

    private ObjectNode about() {
        ObjectNode about = agent.deepCopy();
        about.put("known", devices.size());
        ObjectNode states = about.putObject("states");
        counts().forEach((state, count) -> states.put(state.wireName(), count));
        return about;
    }

    private Map<DeviceState, Integer> counts() {
        Map<DeviceState, Integer> counts = new EnumMap<>(DeviceState.class);
        devices.forEach(row -> counts.merge(row.named().state(), 1, Integer::sum));
        return counts;
    }
}
