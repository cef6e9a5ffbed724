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

    private static final int SHOWN = 5;

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
                new Line("as of", time(status, "time")),
                new Line("agent", agent(status)),
                new Line("messages", messages(status)),
                new Line("ports", pairs(status.path("ports"))),
                new Line(
                        "devices",
                        devices(
                                status.path("devices"),
                                status.path("connectedDevices").asLong())),
                new Line("connections", pairs(status.path("connections"))),
                new Line("rates", rates(status.path("rates"))),
                new Line("disk", disk(status.path("journal"))),
                new Line("gaps", gaps(status.path("gaps"))),
                new Line("collector", collector(uplink)),
                new Line("last receipt", ago(uplink, "lastReceipt", "lastReceiptSecondsAgo", "none since the start")),
                new Line("backlog", backlog(uplink)),
                new Line("certificates", certificates(status.path("certificates"))),
                new Line("clock", clock(status.path("clock"))),
                new Line("epoch", text(status, "epoch")));
    }

    private static String agent(JsonNode node) {
        return "version " + text(node, "version") + ", started " + ago(node, "started", "startedSecondsAgo", "never");
    }

    private static String messages(JsonNode node) {
        return node.path("ready").asBoolean() ? "all are taken" : "not all are taken: " + text(node, "notReady");
    }

    private static String devices(JsonNode node, long connected) {
        return node.path("known").asLong() + " known, " + connected + " connected, "
                + node.path("silent").asLong() + " silent for "
                + Amounts.duration(node.path("silentAfterSeconds").asLong()) + silent(node.path("silentFirst")) + ", "
                + node.path("unheard").asLong() + " not heard since the start";
    }

    /** Who fell silent last, not all of a long list. */
    private static String silent(JsonNode devices) {
        StringJoiner some = new StringJoiner(", ", " (", devices.size() > SHOWN ? ", …)" : ")");
        some.setEmptyValue("");
        for (int i = 0; i < Math.min(SHOWN, devices.size()); i++) {
            some.add(text(devices.get(i), "deviceId"));
        }
        return some.toString();
    }

    private static String rates(JsonNode node) {
        return String.format(
                Locale.ROOT,
                "%.1f messages accepted, %.1f refused, %.1f events recorded, %.1f delivered a second, over %s",
                node.path("acceptedPerSecond").asDouble(),
                node.path("rejectedPerSecond").asDouble(),
                node.path("recordedPerSecond").asDouble(),
                node.path("deliveredPerSecond").asDouble(),
                Amounts.duration(node.path("overSeconds").asLong()));
    }

    private static String disk(JsonNode node) {
        long free = node.path("diskFreeBytes").asLong();
        return text(node, "level").replace('_', ' ') + ", "
                + Amounts.bytes(node.path("usedBytes").asLong()) + " of "
                + Amounts.bytes(node.path("quotaBytes").asLong()) + " used ("
                + node.path("usedPercent").asLong() + " %), "
                + (free < 0 ? "free disk not known" : Amounts.bytes(free) + " free on the disk");
    }

    private static String devices(long count) {
        return count == 1 ? "1 device" : count + " devices";
    }

    /** What was declared to be missing since the start, by its cause. */
    private static String gaps(JsonNode node) {
        StringJoiner declared = new StringJoiner(", ");
        declared.setEmptyValue("none declared");
        node.path("declared").properties().stream()
                .filter(cause -> cause.getValue().asLong() > 0)
                .forEach(cause -> declared.add(
                        cause.getValue().asLong() + " " + cause.getKey().replace('_', ' ')));
        long waiting = node.path("waitingDevices").asLong();
        int turnedAway = node.path("turnedAway").size();
        return declared
                + (waiting == 0 ? "" : "; numbers of " + devices(waiting) + " are missing and may still come")
                + (turnedAway == 0
                        ? ""
                        : "; " + devices(turnedAway) + (turnedAway == 1 ? " is" : " are")
                                + " turned away for want of room");
    }

    private static String collector(JsonNode node) {
        String connected = node.path("connected").asBoolean() ? "connected" : "not connected";
        String custody = node.has("custody") ? ", custody " + text(node, "custody") : "";
        return connected + custody + (node.has("problem") ? ", " + text(node, "problem") : "");
    }

    private static String backlog(JsonNode node) {
        long events = node.path("backlogEvents").asLong();
        String waits = events == 0
                ? "none"
                : (events == 1 ? "1 event" : events + " events") + " without a receipt, the oldest of "
                        + ago(node, "oldestUnsent", "oldestUnsentSeconds", "now");
        long batches = node.path("unconfirmedBatches").asLong();
        return batches == 0
                ? waits
                : waits + "; " + (batches == 1 ? "1 batch" : batches + " batches") + " not confirmed";
    }

    private static String certificates(JsonNode all) {
        StringJoiner text = new StringJoiner("; ");
        all.forEach(each -> text.add(text(each, "use") + " " + validity(each)));
        return text.toString();
    }

    private static String validity(JsonNode certificate) {
        if (certificate.path("notYetValid").asBoolean()) {
            return "not valid before " + text(certificate, "notBefore");
        }
        return (certificate.path("expired").asBoolean()
                        ? "over since "
                        : certificate.path("days").asLong() + " days, to ")
                + text(certificate, "notAfter");
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
        return node.has(at) ? Amounts.duration(node.path(seconds).asLong()) + " ago (" + time(node, at) + ")" : never;
    }

    /** To the second; the answer itself has the rest. */
    private static String time(JsonNode node, String field) {
        return text(node, field).replaceFirst("\\.\\d+Z$", "Z");
    }

    private static String pairs(JsonNode node) {
        StringJoiner text = new StringJoiner(", ");
        text.setEmptyValue("none");
        node.properties()
                .forEach(each -> text.add(each.getKey() + " " + each.getValue().asText()));
        return text.toString();
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asText();
    }
}
