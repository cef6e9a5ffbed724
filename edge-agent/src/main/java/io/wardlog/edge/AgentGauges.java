package io.wardlog.edge;

import io.wardlog.edge.journal.JournalSpace;
import io.wardlog.edge.listen.DeviceTransport;
import io.wardlog.edge.listen.MemoryBudget;
import io.wardlog.edge.status.AgentMetrics;
import io.wardlog.edge.writer.Writer;

/** What is measured when somebody asks: room on disk and in memory, and what waits for it. */
record AgentGauges(
        JournalSpace space, Writer writer, MemoryBudget memory, DeviceTransport door, TenantSchemas schemas) {

    /** Makes them part of what {@code /metrics} answers. */
    void registerWith(AgentMetrics metrics) {
        disk(metrics);
        memory(metrics);
        metrics.gauge(
                "wardlog.agent.registry.version",
                "Version of the registry bundle in force, 0 for none",
                () -> schemas,
                TenantSchemas::version);
    }

    private void disk(AgentMetrics metrics) {
        metrics.gauge(
                "wardlog.agent.journal.used.bytes",
                "Disk that the journal holds",
                () -> space,
                JournalSpace::usedBytes);
        metrics.gauge(
                "wardlog.agent.journal.quota.bytes", "The most it may hold", () -> space, JournalSpace::quotaBytes);
        metrics.gauge("wardlog.agent.disk.free.bytes", "Free on its disk", () -> space, JournalSpace::diskFreeBytes);
    }

    private void memory(AgentMetrics metrics) {
        metrics.gauge(
                "wardlog.agent.waiting.bytes",
                "Messages in memory, not yet on disk",
                () -> writer,
                Writer::waitingBytes);
        metrics.gauge(
                "wardlog.agent.memory.held.bytes",
                "Messages that are read and not answered",
                () -> memory,
                MemoryBudget::held);
        metrics.gauge(
                "wardlog.agent.memory.budget.bytes",
                "The most that these may take; beyond it connections wait to be read",
                () -> memory,
                MemoryBudget::bytes);
        metrics.gauge(
                "wardlog.agent.memory.waiting",
                "Connections that are not read until there is memory",
                () -> memory,
                MemoryBudget::waiting);
        metrics.gauge(
                "wardlog.agent.handshakes.waiting",
                "Connections that wait for their turn to begin a TLS handshake",
                () -> door,
                DeviceTransport::waiting);
        metrics.counter(
                "wardlog.agent.handshakes.turned.away",
                "Connections that were closed because too many of their address waited for their turn",
                () -> door,
                DeviceTransport::turnedAway);
    }
}
