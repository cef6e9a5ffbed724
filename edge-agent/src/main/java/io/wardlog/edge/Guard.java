package io.wardlog.edge;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.edge.accept.AcceptParts;
import io.wardlog.edge.accept.Acceptor;
import io.wardlog.edge.accept.FileLines;
import io.wardlog.edge.accept.GapLog;
import io.wardlog.edge.device.DeviceDirectory;
import io.wardlog.edge.life.ThrottleRecords;
import io.wardlog.edge.presence.DevicePresence;
import io.wardlog.edge.presence.HearingAcceptor;
import io.wardlog.edge.presence.HearingFileLines;
import io.wardlog.edge.status.AgentMetrics;
import io.wardlog.edge.status.DeviceTable;
import io.wardlog.edge.status.Finding;
import io.wardlog.edge.status.StatusSection;
import io.wardlog.edge.throttle.Admission;
import io.wardlog.edge.throttle.Stretches;
import io.wardlog.edge.throttle.Throttle;
import io.wardlog.edge.throttle.ThrottledAcceptor;
import io.wardlog.edge.throttle.ThrottledFileLines;
import io.wardlog.edge.writer.AgentClock;
import io.wardlog.event.EventTimes;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What stands between listeners and pipeline, and what it has seen: who sends too much, who sends nothing. Thread-safe. */
final class Guard implements StatusSection {

    /** A status stays readable on the worst of days. */
    private static final int SHOWN_DEVICES = 50;
    /** So is a line of it. */
    private static final int NAMED_DEVICES = 5;

    private final AgentClock clock;
    private final DeviceDirectory directory;
    private final Duration silentAfter;
    private final DevicePresence presence;
    private final Throttle throttle;
    private final Stretches stretches = new Stretches();

    Guard(EdgeConfig config, DeviceDirectory directory, AgentClock clock) {
        this.clock = clock;
        this.directory = directory;
        this.silentAfter = config.status().deviceSilentAfter();
        this.presence = new DevicePresence(clock::nanoTime);
        this.throttle = new Throttle(config.limits(), clock.nanoTime());
        directory.onChange(changed -> presence.retain(directory.ids()));
    }

    /** Who may come in now: the same for every way. */
    Admission admission(AcceptParts parts, AgentMetrics metrics) {
        return new Admission(
                throttle,
                stretches,
                new Admission.Surroundings(parts::mayBeCritical, parts::isCritical, metrics, clock::nanoTime));
    }

    /** The way for messages, limited and noted; {@code turnedAway} is told the device of each that must wait. */
    Acceptor before(Acceptor pipeline, Admission admission, Consumer<String> turnedAway) {
        return new ThrottledAcceptor(new HearingAcceptor(pipeline, presence), admission, turnedAway);
    }

    /** The way for the lines of files, limited and noted. */
    FileLines before(FileLines lines, Admission admission) {
        return new ThrottledFileLines(new HearingFileLines(lines, presence), admission);
    }

    ThrottleRecords records(EdgeCore core) {
        return new ThrottleRecords(new ThrottleRecords.Parts(core.writer(), throttle, stretches, clock));
    }

    void register(AgentMetrics metrics) {
        metrics.gauge(
                "wardlog.agent.devices", "Devices in the directory", this::devices, DevicePresence.Standing::known);
        metrics.gauge(
                "wardlog.agent.devices.unheard",
                "Devices of which no message was accepted since the start",
                this::devices,
                DevicePresence.Standing::unheard);
        metrics.gauge(
                "wardlog.agent.devices.silent",
                "Devices that were not heard for status.deviceSilentAfter",
                this::devices,
                devices -> devices.silent().size());
    }

    /** Each device and how it is. */
    DeviceTable table(GapLog gaps, Supplier<Set<String>> connected) {
        directory.onChange(changed -> gaps.declared().retain(directory.ids()));
        return new DeviceTable(new DeviceTable.Sources(directory, presence, stretches, gaps), connected, silentAfter);
    }

    private DevicePresence.Standing devices() {
        return presence.of(directory.ids(), silentAfter);
    }

    /** Adds the sections {@code devices} and {@code rateLimited}. */
    @Override
    public void describe(ObjectNode status, Consumer<Finding> wrong) {
        DevicePresence.Standing standing = devices();
        ObjectNode devices = status.putObject("devices");
        devices.put("known", standing.known());
        devices.put("unheard", standing.unheard());
        devices.put("silent", standing.silent().size());
        devices.put("silentAfterSeconds", silentAfter.toSeconds());
        ArrayNode silent = devices.putArray("silentFirst");
        standing.silent().stream().limit(SHOWN_DEVICES).forEach(device -> {
            ObjectNode node = silent.addObject().put("deviceId", device.deviceId());
            device.silence()
                    .ifPresent(ago ->
                            node.put("lastHeard", EventTimes.micros(clock.now().minus(ago))));
        });
        Stretches.Now now = stretches.now();
        ObjectNode limited = status.putObject("rateLimited");
        limited.put("agent", now.agent());
        limited.put("messages", now.messages());
        ArrayNode deviceIds = limited.putArray("devices");
        now.devices().stream().limit(SHOWN_DEVICES).forEach(deviceIds::add);
        if (now.agent() || !now.devices().isEmpty()) {
            wrong.accept(new Finding(Finding.Code.RATE_LIMITED, who(now)));
        }
    }

    private static String who(Stretches.Now now) {
        if (now.agent()) {
            return "all together are over the agent's limit";
        }
        int more = now.devices().size() - NAMED_DEVICES;
        String named = now.devices().stream().limit(NAMED_DEVICES).collect(Collectors.joining(", "));
        return "over their own limit: " + named + (more > 0 ? " and " + more + " more" : "");
    }
}
