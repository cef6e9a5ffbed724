package io.wardlog.edge.status;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * A status for people: what {@code /status} answers in a dozen lines. The command prints it, the page shows it. Pure.
 *
 * @param title whose status
 * @param well whether nothing is wrong
 * @param findings what is wrong and what to do
 * @param lines everything else
 */
public record StatusSummary(String title, boolean well, List<Trouble> findings, List<Line> lines) {

    private static final long KIB = 1 << 10;
    private static final int MINUTE = 60;
    private static final int HOUR = 3_600;
    private static final int DAY = 86_400;

    /** What is wrong: its stable code, how it shows itself, what to do. */
    public record Trouble(String code, String detail, String action) {}

    /** One fact. */
    public record Line(String name, String value) {}

    /** Reads what {@code /status} answered. */
    public static StatusSummary of(JsonNode status) {
        List<Trouble> findings = new ArrayList<>();
        status.path("findings")
                .forEach(each ->
                        findings.add(new Trouble(text(each, "code"), text(each, "detail"), text(each, "action"))));
        String title = text(status, "agentId") + " of " + text(status, "tenantId") + ", " + text(status, "hospitalId");
        return new StatusSummary(title, status.path("well").asBoolean(), findings, lines(status));
    }

    /** The first line under the title. */
    public String verdict() {
        return well ? "all is well" : findings.size() == 1 ? "1 thing is wrong" : findings.size() + " things are wrong";
    }

    private static List<Line> lines(JsonNode status) {
        JsonNode uplink = status.path("uplink");
        return List.of(
                new Line("as of", text(status, "time") + ", version " + text(status, "version")),
                new Line("messages", status.path("ready").asBoolean() ? "are taken" : "are not all taken"),
                new Line("ports", pairs(status.path("ports"))),
                new Line(
                        "devices",
                        devices(
                                status.path("devices"),
                                status.path("connectedDevices").asLong())),
                new Line("connections", pairs(status.path("connections"))),
                new Line("rates", rates(status.path("rates"))),
                new Line("disk", disk(status.path("journal"))),
                new Line("collector", collector(uplink)),
                new Line("last receipt", ago(uplink, "lastReceipt", "lastReceiptSecondsAgo", "none since the start")),
                new Line("backlog", backlog(uplink)),
                new Line("certificates", certificates(status.path("certificates"))),
                new Line("clock", clock(status.path("clock"))),
                new Line("epoch", text(status, "epoch")));
    }

    private static String devices(JsonNode node, long connected) {
        return node.path("known").asLong() + " known, " + connected + " connected, "
                + node.path("silent").asLong() + " silent for "
                + duration(node.path("silentAfterSeconds").asLong()) + ", "
                + node.path("unheard").asLong() + " not heard since the start";
    }

    private static String rates(JsonNode node) {
        return node.path("acceptedPerSecond").asText() + " accepted, "
                + node.path("rejectedPerSecond").asText()
                + " refused, " + node.path("recordedPerSecond").asText() + " recorded, "
                + node.path("deliveredPerSecond").asText() + " delivered a second, over "
                + duration(node.path("overSeconds").asLong());
    }

    private static String disk(JsonNode node) {
        return bytes(node.path("usedBytes").asLong()) + " of "
                + bytes(node.path("quotaBytes").asLong()) + " used ("
                + node.path("usedPercent").asLong() + " %), "
                + bytes(node.path("diskFreeBytes").asLong()) + " free on the disk";
    }

    private static String collector(JsonNode node) {
        String connected = node.path("connected").asBoolean() ? "connected" : "not connected";
        String custody = node.has("custody") ? ", custody " + text(node, "custody") : "";
        return connected + custody + (node.has("problem") ? ", " + text(node, "problem") : "");
    }

    private static String backlog(JsonNode node) {
        return node.path("backlogEvents").asLong() + " events without a receipt, oldest "
                + ago(node, "oldestUnsent", "oldestUnsentSeconds", "none") + "; "
                + node.path("unconfirmedBatches").asLong() + " batches not confirmed";
    }

    private static String certificates(JsonNode all) {
        StringJoiner text = new StringJoiner("; ");
        all.forEach(each ->
                text.add(text(each, "use") + " " + each.path("days").asLong() + " days, to " + text(each, "notAfter")));
        return text.toString();
    }

    private static String clock(JsonNode node) {
        String source = text(node, "source").equals("ntp") ? "synchronised" : "not known to be synchronised";
        if (!node.has("collectorAheadUs")) {
            return source + "; the collector has not said its time";
        }
        long micros = node.path("collectorAheadUs").asLong();
        return String.format(
                Locale.ROOT,
                "%s; %.3f s %s the collector's, ± %.3f s",
                source,
                Math.abs(micros) / 1e6,
                micros > 0 ? "behind" : "ahead of",
                node.path("uncertaintyUs").asLong() / 1e6);
    }

    private static String ago(JsonNode node, String at, String seconds, String never) {
        return node.has(at) ? duration(node.path(seconds).asLong()) + " ago (" + text(node, at) + ")" : never;
    }

    private static String pairs(JsonNode node) {
        StringJoiner text = new StringJoiner(", ");
        text.setEmptyValue("none");
        node.properties()
                .forEach(each -> text.add(each.getKey() + " " + each.getValue().asText()));
        return text.toString();
    }

    private static String duration(long seconds) {
        if (seconds < 2 * MINUTE) {
            return seconds + " s";
        } else if (seconds < 2 * HOUR) {
            return seconds / MINUTE + " min";
        }
        return seconds < 2 * DAY ? seconds / HOUR + " h" : seconds / DAY + " days";
    }

    private static String bytes(long count) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        double value = count;
        int unit = 0;
        while (value >= KIB && unit < units.length - 1) {
            value /= KIB;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, units[unit]);
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asText();
    }
}
