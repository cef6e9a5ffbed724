package io.wardlog.edge;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.edge.forward.ForwardProgress.Moment;
import io.wardlog.edge.life.BufferLevel;
import io.wardlog.edge.state.AgentIdentity;
import io.wardlog.edge.status.AgentView;
import io.wardlog.edge.status.DeviceList;
import io.wardlog.edge.status.DeviceTable;
import io.wardlog.edge.status.Finding;
import io.wardlog.edge.status.StatusSection;
import io.wardlog.edge.writer.AgentClock;
import io.wardlog.event.EventTimes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What the agent says about itself: who it is, whether it takes messages, and what each of its parts says. Asked by any thread. */
record AgentStatus(Run run, AgentClock clock, Ways ways, Supplier<BufferLevel> level, List<StatusSection> sections)
        implements AgentView {

    /** Which agent, and which run of it: when it began to take messages. */
    record Run(AgentIdentity agent, String version, Moment started, Supplier<String> epoch) {}

    /** The ways in, and who comes over them. */
    record Ways(BooleanSupplier open, Supplier<Map<String, Integer>> ports, DeviceTable devices) {}

    @Override
    public String notReady() {
        if (!ways.open().getAsBoolean()) {
            return "no way in is open";
        }
        switch (level.get()) {
            case FULL:
                return "the journal is full";
            case CRITICAL_ONLY:
                return "the journal has room for critical events only";
            default:
                return "";
        }
    }

    /** Whose status, and when. */
    private ObjectNode name() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("agentId", run.agent().agentId())
                .put("tenantId", run.agent().tenantId())
                .put("hospitalId", run.agent().hospitalId())
                .put("time", EventTimes.micros(clock.now()));
    }

    @Override
    public DeviceList devices() {
        return new DeviceList(name(), clock.now(), ways.devices().rows());
    }

    @Override
    public ObjectNode status() {
        ObjectNode all = name();
        all.put("version", run.version());
        all.put("epoch", run.epoch().get());
        all.put("started", EventTimes.micros(AgentClock.ofMicros(run.started().micros())));
        all.put(
                "startedSecondsAgo",
                Duration.ofNanos(clock.nanoTime() - run.started().nanos()).toSeconds());
        String notReady = notReady();
        all.put("ready", notReady.isEmpty());
        if (!notReady.isEmpty()) {
            all.put("notReady", notReady);
        }
        ObjectNode open = all.putObject("ports");
        ways.ports().get().forEach(open::put);
        ArrayNode findings = all.putArray("findings");
        Consumer<Finding> wrong = finding -> findings.add(finding.toJson());
        if (!ways.open().getAsBoolean()) {
            wrong.accept(new Finding(Finding.Code.NO_WAY_IN, "no way in is open"));
        }
        sections.forEach(section -> section.describe(all, wrong));
        all.put("well", findings.isEmpty());
        return all;
    }
}
