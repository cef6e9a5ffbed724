package io.wardlog.collector.custody;

import io.wardlog.collector.register.AgentRegister;
import io.wardlog.collector.register.RegisteredAgent;
import io.wardlog.collector.topic.Alert;
import io.wardlog.collector.topic.OutgoingRecord;
import io.wardlog.collector.topic.Topics;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.EventTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** Notices agents that have sent nothing for too long, once a silence (its end is {@link CustodyJudge}'s to tell), and lets old epochs' batches be forgotten. Used by one thread. */
public final class SilenceWatch {
    private static final int FORGOTTEN_PER_EPOCH = 1_000;

    private final Supplier<AgentRegister> register;
    private final CustodyMetrics metrics;
    private final Duration limit;
    private final Instant since;

    /** Watches from {@code since} on: time before it is nobody's silence, because nobody listened. */
    public SilenceWatch(Supplier<AgentRegister> register, CustodyMetrics metrics, Duration limit, Instant since) {
        this.register = register;
        this.metrics = metrics;
        this.limit = limit;
        this.since = since;
    }

    /** What is to be published at this time. */
    public List<OutgoingRecord> look(LedgerStore store, Instant now) {
        LedgerDraft draft = new LedgerDraft(store);
        Ledger ledger = new Ledger(draft);
        List<OutgoingRecord> records = new ArrayList<>();
        for (Map.Entry<AgentRef, AgentState> entry : ledger.agents().entrySet()) {
            if (isNewlySilent(entry.getKey(), entry.getValue(), now)) {
                records.addAll(report(ledger, entry.getKey(), entry.getValue().fallenSilent(), now));
            }
            forgetOldEpochs(ledger, entry.getKey(), entry.getValue(), now);
        }
        draft.commit();
        return records;
    }

    private boolean isNewlySilent(AgentRef agent, AgentState state, Instant now) {
        Instant heard = Instant.ofEpochMilli(state.lastBatchMillis());
        Instant counted = heard.isAfter(since) ? heard : since;
        return !state.silent()
                && counted.plus(limit).isBefore(now)
                && register.get()
                        .find(agent.tenantId(), agent.agentId())
                        .filter(RegisteredAgent::isActive)
                        .isPresent();
    }

    private List<OutgoingRecord> report(Ledger ledger, AgentRef agent, AgentState silent, Instant now) {
        ledger.put(agent, silent);
        Alert alert = new Alert(
                ErrorCode.AGENT_SILENT,
                agent.tenantId(),
                agent.agentId(),
                Optional.of(silent.epoch()),
                Optional.empty(),
                OptionalLong.empty(),
                "no batch for more than " + limit.toSeconds() + " s",
                EventTimes.micros(now));
        metrics.alerted(alert);
        return List.of(
                OutgoingRecord.of(Topics.ALERTS, agent.key(), alert.toJson()),
                OutgoingRecord.of(
                        Topics.AGENTS,
                        agent.key(),
                        new Standings(ledger).of(agent, silent, now).toJson()));
    }

    /** The current epoch forgets as it goes; nothing comes any more to make the others do so. */
    private static void forgetOldEpochs(Ledger ledger, AgentRef agent, AgentState state, Instant now) {
        long before = now.minus(CustodyJudge.MEMORY).toEpochMilli();
        for (EpochRef epoch : ledger.epochs(agent)) {
            if (!epoch.epoch().equals(state.epoch())) {
                EpochState old = ledger.epoch(epoch).orElseThrow();
                long from = ledger.forget(epoch, old.rememberedFrom(), before, FORGOTTEN_PER_EPOCH);
                if (from != old.rememberedFrom()) {
                    ledger.put(epoch, old.rememberingFrom(from));
                }
            }
        }
    }
}
