package io.wardlog.collector.custody;

import io.wardlog.batch.BatchHeader;
import io.wardlog.batch.QuarantineMark;
import io.wardlog.collector.examine.BatchExaminer;
import io.wardlog.collector.examine.ContentCheck;
import io.wardlog.collector.examine.ExaminedBatch;
import io.wardlog.collector.examine.ExaminedEvent;
import io.wardlog.collector.register.AgentRegister;
import io.wardlog.collector.register.RegisteredAgent;
import io.wardlog.collector.topic.Alert;
import io.wardlog.collector.topic.OutgoingRecord;
import io.wardlog.collector.topic.Topics;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.EventTimes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * One batch record in, everything that follows from it out: examine again, check the receipt, judge the order, build the records. Total:
 * every record has an answer; only a {@link LedgerFailedException} gets out. Thread-safe as long as each store has one user.
 */
public final class CustodyDesk {
    private final Supplier<AgentRegister> register;
    private final ReceiptCheck receipts;
    private final ContentCheck content;
    private final EventSeals seals;
    private final DeadLetters deadLetters;
    private final CustodyMetrics metrics;

    /** Judges batches of the register's agents. */
    public CustodyDesk(
            Supplier<AgentRegister> register,
            ReceiptCheck receipts,
            ContentCheck content,
            EventSeals seals,
            CustodyMetrics metrics) {
        this.register = register;
        this.receipts = receipts;
        this.content = content;
        this.seals = seals;
        this.deadLetters = new DeadLetters(seals);
        this.metrics = metrics;
    }

    /** What is to be published of a record, in order; what is to be remembered of it is in {@code store} when this returns. */
    public List<OutgoingRecord> process(InboundRecord inbound, LedgerStore store, Instant now) {
        Optional<RegisteredAgent> agent = agent(inbound.key());
        try {
            return agent.isEmpty()
                    ? dead(inbound, agent, ErrorCode.UNKNOWN_AGENT, "the key names no registered agent", now)
                    : process(inbound, agent.get(), store, now);
        } catch (LedgerFailedException fault) {
            throw fault;
        } catch (RuntimeException unforeseen) {
            metrics.unforeseen(unforeseen);
            return dead(inbound, agent, ErrorCode.INTERNAL, "custody could not judge it", now);
        }
    }

    private List<OutgoingRecord> process(InboundRecord inbound, RegisteredAgent agent, LedgerStore store, Instant now) {
        byte[] frame = inbound.value() == null ? new byte[0] : inbound.value();
        BatchExaminer.Result result = new BatchExaminer(agent).examine(frame);
        if (result instanceof BatchExaminer.Result.Refused refused) {
            return dead(inbound, Optional.of(agent), refused.code(), refused.detail(), now);
        }
        ExaminedBatch batch = ((BatchExaminer.Result.Sound) result).batch();
        LedgerDraft draft = new LedgerDraft(store);
        Judgement judgement = new CustodyJudge(draft).judge(place(batch), runs(batch), now);
        List<OutgoingRecord> records = new ArrayList<>();
        if (judgement.kind() != Judgement.Kind.RESENT) {
            records.addAll(batchRecords(inbound, agent, batch, judgement, now));
        }
        judgement.alerts().forEach(alert -> records.add(alertRecord(alert)));
        records.add(standingRecord(judgement));
        draft.commit();
        metrics.judged(judgement, batch.events().size());
        return records;
    }

    private List<OutgoingRecord> batchRecords(
            InboundRecord inbound, RegisteredAgent agent, ExaminedBatch batch, Judgement judgement, Instant now) {
        Optional<List<QuarantineMark>> ingestMarks = receipts.marks(inbound.receipt(), batch);
        List<QuarantineMark> marks = ingestMarks.orElseGet(() -> content.marks(batch));
        Optional<ErrorCode> ofBatch =
                ingestMarks.isPresent() ? Optional.empty() : Optional.of(ErrorCode.RECEIPT_INVALID);
        byte[] receipt = ingestMarks.isPresent() ? inbound.receipt() : null;
        List<OutgoingRecord> records =
                new ArrayList<>(new BatchRecords(seals, agent, batch, marks).all(judgement, ofBatch, receipt));
        if (ingestMarks.isEmpty()) {
            records.add(alertRecord(receiptAlert(batch.header(), now)));
        }
        metrics.marked(marks);
        return records;
    }

    private List<OutgoingRecord> dead(
            InboundRecord inbound, Optional<RegisteredAgent> agent, ErrorCode code, String detail, Instant now) {
        metrics.deadLetter(code);
        return deadLetters.of(inbound, agent, code, detail, now);
    }

    private Optional<RegisteredAgent> agent(byte[] key) {
        String[] parts = key == null ? new String[0] : new String(key, StandardCharsets.UTF_8).split("/", -1);
        return parts.length == 2 ? register.get().find(parts[0], parts[1]) : Optional.empty();
    }

    private static BatchPlace place(ExaminedBatch batch) {
        BatchHeader header = batch.header();
        return new BatchPlace(header.agent(), header.position(), batch.hash(), header.previous());
    }

    private static Map<String, ChainRun> runs(ExaminedBatch batch) {
        Map<String, ChainRun> runs = new LinkedHashMap<>();
        for (ExaminedEvent event : batch.events()) {
            long number = event.event().sequenceNumber();
            ChainRun alone = new ChainRun(number, event.event().prevHash(), number, event.hash());
            runs.merge(event.event().deviceId(), alone, ChainRun::through);
        }
        return runs;
    }

    private static OutgoingRecord alertRecord(Alert alert) {
        return OutgoingRecord.of(Topics.ALERTS, alert.tenantId() + "/" + alert.agentId(), alert.toJson());
    }

    private static OutgoingRecord standingRecord(Judgement judgement) {
        return OutgoingRecord.of(
                Topics.AGENTS, judgement.standing().key(), judgement.standing().toJson());
    }

    private static Alert receiptAlert(BatchHeader header, Instant now) {
        return new Alert(
                ErrorCode.RECEIPT_INVALID,
                header.agent().tenantId(),
                header.agent().agentId(),
                Optional.of(header.agent().epoch()),
                Optional.empty(),
                OptionalLong.of(header.position().batchSequence()),
                "the batch is its agent's, but no collector's receipt stands beside it",
                EventTimes.micros(now));
    }
}
