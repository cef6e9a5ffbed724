package io.wardlog.simulator.seed;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/** What became of one tenant's messages. Owned by one event loop. */
final class SeedCounts {
    private final Map<String, Long> acknowledgedByType = new TreeMap<>();
    private final Map<String, Long> refusedByCode = new TreeMap<>();

    void acknowledged(String eventType) {
        acknowledgedByType.merge(eventType, 1L, Long::sum);
    }

    void refused(String eventType, String code) {
        refusedByCode.merge(eventType + " " + code, 1L, Long::sum);
    }

    long acknowledged() {
        return sum(acknowledgedByType);
    }

    long refused() {
        return sum(refusedByCode);
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Lines for people: each type, and what was refused. */
    String toText() {
        StringBuilder text = new StringBuilder();
        acknowledgedByType.forEach((type, count) -> text.append("  %,7d  %s%n".formatted(count, type)));
        refusedByCode.forEach((what, count) -> text.append("  %,7d  REFUSED %s%n".formatted(count, what)));
        return text.toString();
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("acknowledged", acknowledged())
                .put("refused", refused());
        ObjectNode types = json.putObject("acknowledgedByType");
        acknowledgedByType.forEach(types::put);
        ObjectNode codes = json.putObject("refusedByCode");
        refusedByCode.forEach(codes::put);
        return json;
    }
}
