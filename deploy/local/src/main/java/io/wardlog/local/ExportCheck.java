package io.wardlog.local;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares an export with what agents acknowledged.
 *
 * @param exported records in the export
 * @param acknowledged events that agents acknowledged to simulated devices in this run
 * @param missing acknowledged events that are not in the export
 * @param repeated acknowledged events that are in it more than once
 */
record ExportCheck(long exported, long acknowledged, long missing, long repeated) {

    static ExportCheck of(Path export, List<Path> acknowledgedFiles) throws IOException {
        Map<String, Integer> seen = new HashMap<>();
        for (Path file : acknowledgedFiles) {
            Files.readAllLines(file).forEach(line -> seen.put(idOf(line), 0));
        }
        ObjectMapper json = new ObjectMapper(new JsonFactory());
        long exported = 0;
        try (BufferedReader lines = Files.newBufferedReader(export)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                exported++;
                String eventId =
                        json.readTree(line).path("event").path("eventId").asText();
                seen.computeIfPresent(eventId, (id, count) -> count + 1);
            }
        }
        long missing = seen.values().stream().filter(count -> count == 0).count();
        long repeated = seen.values().stream().filter(count -> count > 1).count();
        return new ExportCheck(exported, seen.size(), missing, repeated);
    }

    /** How many records of an export are another tenant's than this one's; a sealed event does not say whose it is. */
    static long ofOthers(Path export, String tenantId) throws IOException {
        ObjectMapper json = new ObjectMapper(new JsonFactory());
        long others = 0;
        try (BufferedReader lines = Files.newBufferedReader(export)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode event = json.readTree(line).path("event");
                others +=
                        event.isMissingNode() || event.path("tenantId").asText().equals(tenantId) ? 0 : 1;
            }
        }
        return others;
    }

    /** A line begins with the id; behind a blank the time of its acknowledgement may stand. */
    private static String idOf(String line) {
        int blank = line.indexOf(' ');
        return blank < 0 ? line : line.substring(0, blank);
    }

    /** Whether every acknowledged event is there exactly once, and there are any. */
    boolean exactlyOnce() {
        return acknowledged > 0 && missing == 0 && repeated == 0;
    }

    String toText() {
        return "%,d records exported; of %,d acknowledged events %,d are missing, %,d are there twice"
                .formatted(exported, acknowledged, missing, repeated);
    }
}
