package io.wardlog.edge.status;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Devices for people: what {@code /status/devices} answers, as a table of the first of them. Pure.
 *
 * @param title whose devices
 * @param counts how many are in which state
 * @param rows what is said of each, in the order of {@link #COLUMNS}
 * @param more how many are not shown
 */
public record DeviceSummary(String title, String counts, List<List<String>> rows, int more) {

    /** The head of the table. */
    public static final List<String> COLUMNS = List.of(
            "device",
            "type",
            "state",
            "way",
            "connected",
            "last heard",
            "accepted",
            "last minute",
            "refused",
            "last refusal",
            "gaps");

    private static final String NOTHING = "-";

    /** The first of those that the answer has. */
    public static DeviceSummary of(JsonNode answer, int most) {
        List<List<String>> rows =
                devices(answer).limit(most).map(DeviceSummary::row).toList();
        int known = answer.path("known").asInt();
        String title = text(answer, "agentId") + " of " + text(answer, "tenantId") + ", " + text(answer, "hospitalId");
        return new DeviceSummary(title, known + " known" + counts(answer.path("states")), rows, known - rows.size());
    }

    /** One of those that the answer has. */
    public static Optional<JsonNode> device(JsonNode answer, String deviceId) {
        return devices(answer)
                .filter(device -> text(device, "deviceId").equals(deviceId))
                .findFirst();
    }

    /** Everything about one device. */
    public static List<StatusSummary.Line> lines(JsonNode device) {
        List<String> row = row(device);
        List<StatusSummary.Line> lines = new ArrayList<>();
        for (int column = 0; column < row.size(); column++) {
            lines.add(new StatusSummary.Line(COLUMNS.get(column), row.get(column)));
        }
        StringJoiner signsIn = new StringJoiner(", ");
        device.path("signsIn").forEach(by -> signsIn.add(by.asText()));
        lines.add(new StatusSummary.Line("signs in by", signsIn.toString()));
        return lines;
    }

    private static Stream<JsonNode> devices(JsonNode answer) {
        return StreamSupport.stream(answer.path("devices").spliterator(), false);
    }

    /** The table as text in columns, its head first; nothing when there are no rows. */
    public List<String> textLines() {
        if (rows.isEmpty()) {
            return List.of();
        }
        List<List<String>> all =
                Stream.concat(Stream.of(COLUMNS), rows.stream()).toList();
        int[] widths = IntStream.range(0, COLUMNS.size())
                .map(column -> all.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElseThrow())
                .toArray();
        return all.stream().map(row -> textLine(row, widths)).toList();
    }

    private static String textLine(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String text = row.get(column);
            line.append(text).append(" ".repeat(widths[column] - text.length() + 2));
        }
        return line.toString().stripTrailing();
    }

    private static List<String> row(JsonNode device) {
        return List.of(
                text(device, "deviceId"),
                text(device, "type"),
                words(text(device, "state")),
                device.path("protocol").asText(NOTHING),
                device.path("connected").asBoolean() ? "yes" : "no",
                ago(device, "lastHeard", "not since the start"),
                text(device, "accepted"),
                text(device, "acceptedLastMinute"),
                text(device, "refused"),
                device.has("lastRefusedCode")
                        ? text(device, "lastRefusedCode") + ", " + ago(device, "lastRefused", "")
                        : NOTHING,
                counted(device.path("gaps"), NOTHING));
    }

    private static String counts(JsonNode states) {
        String counted = counted(states, "");
        return counted.isEmpty() ? "" : ": " + counted;
    }

    private static String counted(JsonNode numbers, String none) {
        StringJoiner all = new StringJoiner(", ");
        all.setEmptyValue(none);
        numbers.properties().forEach(each -> all.add(each.getValue().asText() + " " + words(each.getKey())));
        return all.toString();
    }

    private static String ago(JsonNode device, String name, String never) {
        return device.has(name)
                ? Amounts.duration(device.path(name + "SecondsAgo").asLong()) + " ago"
                : never;
    }

    private static String words(String wireName) {
        return wireName.replace('_', ' ');
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asText();
    }
}
