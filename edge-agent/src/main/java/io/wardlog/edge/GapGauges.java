package io.wardlog.edge;

import io.wardlog.edge.accept.GapLog;
import io.wardlog.edge.journal.JournalSpace;
import io.wardlog.edge.life.BufferLevel;
import io.wardlog.edge.state.DeviceNumbers;
import io.wardlog.edge.status.AgentMetrics;
import java.util.function.Supplier;

/** What is measured of gaps, and of the room whose want leaves them. */
record GapGauges(JournalSpace space, Supplier<BufferLevel> level, GapLog gaps, DeviceNumbers numbers) {

    /** Makes them part of what {@code /metrics} answers. */
    void registerWith(AgentMetrics metrics) {
        metrics.gauge(
                "wardlog.agent.journal.filled.ratio",
                "Which part of what the journal can hold, by quota and disk, is used up",
                () -> space,
                JournalSpace::filled);
        metrics.gauge(
                "wardlog.agent.journal.level",
                "0 normal, 1 filling, 2 only critical events come in, 3 full",
                level,
                BufferLevel::ordinal);
        metrics.gaps(gaps.declared()::of);
        metrics.gauge(
                "wardlog.agent.gaps.waiting.devices",
                "Devices of which numbers are missing that may still come; after half a minute they are declared",
                () -> numbers,
                DeviceNumbers::waiting);
    }
}
