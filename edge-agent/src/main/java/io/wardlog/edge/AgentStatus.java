package io.wardlog.edge;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.edge.forward.ForwardProgress;
import io.wardlog.edge.journal.Journal;
import io.wardlog.edge.journal.JournalSpace;
import io.wardlog.edge.life.BufferLevel;
import io.wardlog.edge.state.AgentIdentity;
import io.wardlog.edge.status.AgentView;
import io.wardlog.edge.writer.AgentClock;
import io.wardlog.event.EventTimes;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What the agent says about itself. Asked by any thread. */
record AgentStatus(
        AgentIdentity agent,
        String version,
        Supplier<String> epoch,
        BooleanSupplier open,
        Supplier<Map<String, Integer>> ports,
        Supplier<ForwardProgress> progress,
        Journal journal,
        Supplier<BufferLevel> level,
        Guard guard)
        implements AgentView {

    @Override
    public String notReady() {
        if (!open.getAsBoolean()) {
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

    @Override
    public ObjectNode status() {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        all.put("agentId", agent.agentId());
        all.put("tenantId", agent.tenantId());
        all.put("hospitalId", agent.hospitalId());
        all.put("version", version);
        all.put("epoch", epoch.get());
        all.put("ready", notReady().isEmpty());
        ObjectNode open = all.putObject("ports");
        ports.get().forEach(open::put);
        journal(all.putObject("journal"));
        uplink(all.putObject("uplink"), progress.get());
        guard.describe(all);
        return all;
    }

    private void journal(ObjectNode node) {
        JournalSpace space = journal.space();
        node.put("level", level.get().wireName());
        node.put("usedBytes", space.usedBytes());
        node.put("quotaBytes", space.quotaBytes());
        node.put("diskFreeBytes", space.diskFreeBytes());
    }

    private void uplink(ObjectNode node, ForwardProgress is) {
        node.put("state", is.state().name().toLowerCase(Locale.ROOT));
        node.put("connected", is.connected());
        node.put("deliveredEvents", is.deliveredEvents());
        node.put("deliveredBytes", is.deliveredBytes());
        node.put("backlogEvents", is.backlog().eventsBelow(journal.nextOrdinal()));
        node.put("unconfirmedBatches", is.confirmation().batches());
        is.confirmation().status().ifPresent(said -> node.put("custody", said.wireName()));
        if (is.backlog().oldestMicros() > 0) {
            node.put(
                    "oldestUnsent",
                    EventTimes.micros(AgentClock.ofMicros(is.backlog().oldestMicros())));
        }
        if (is.lastReceiptMicros() > 0) {
            node.put("lastReceipt", EventTimes.micros(AgentClock.ofMicros(is.lastReceiptMicros())));
        }
        if (!is.lastProblem().isEmpty()) {
            node.put("problem", is.lastProblem());
        }
    }
}
