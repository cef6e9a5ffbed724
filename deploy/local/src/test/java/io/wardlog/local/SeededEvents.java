package io.wardlog.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What an export holds of the devices that {@code wardlog simulate seed} uses.
 *
 * @param byType how many events of each type
 */
record SeededEvents(Map<String, Long> byType, Set<String> deviceTypes, List<String> eventIds) {

    static SeededEvents of(Path export) throws IOException {
        SeededEvents found = new SeededEvents(new TreeMap<>(), new TreeSet<>(), new ArrayList<>());
        ObjectMapper json = new ObjectMapper();
        for (String line : Files.readAllLines(export)) {
            JsonNode event = json.readTree(line).path("event");
            if (event.path("deviceId").asText().contains("-seed")) {
                found.byType.merge(event.path("eventType").asText(), 1L, Long::sum);
                found.deviceTypes.add(event.path("deviceType").asText());
                found.eventIds.add(event.path("eventId").asText());
            }
        }
        return found;
    }
}
