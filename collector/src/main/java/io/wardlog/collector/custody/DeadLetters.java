package io.wardlog.collector.custody;

import io.wardlog.collector.deadletter.Reason;
import io.wardlog.collector.register.RegisteredAgent;
import io.wardlog.collector.topic.Alert;
import io.wardlog.collector.topic.OutgoingRecord;
import io.wardlog.collector.topic.RecordHeaders;
import io.wardlog.collector.topic.Topics;
import io.wardlog.disclosure.SealContext;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.EventTimes;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What custody publishes of a record that is no sound batch: a dead letter and an alert. The bytes may hold patient data in the clear,
 * so the letter carries them sealed to the tenant, or not at all when nothing trustworthy names a tenant.
 */
final class DeadLetters {
    private final EventSeals seals;

    DeadLetters(EventSeals seals) {
        this.seals = seals;
    }

    List<OutgoingRecord> of(
            InboundRecord inbound, Optional<RegisteredAgent> agent, ErrorCode code, String detail, Instant now) {
        return List.of(letter(inbound, agent, code, detail), alert(inbound, agent, code, detail, now));
    }

    private OutgoingRecord letter(
            InboundRecord inbound, Optional<RegisteredAgent> agent, ErrorCode code, String detail) {
        byte[] sealed = inbound.value() == null
                ? null
                : agent.map(known -> seals.seal(known, inbound.value(), context(known, inbound)))
                        .orElse(null);
        return new OutgoingRecord(Topics.DEAD_LETTERS, inbound.key(), sealed, new LinkedHashMap<>())
                .with(RecordHeaders.ORIGIN_TOPIC, Topics.BATCHES)
                .with(RecordHeaders.ORIGIN_PARTITION, Integer.toString(inbound.partition()))
                .with(RecordHeaders.ORIGIN_OFFSET, Long.toString(inbound.offset()))
                .with(RecordHeaders.ROLE, "custody")
                .with(RecordHeaders.REASON, Reason.of(code, detail));
    }

    /** Stands for the record in the place of an event: its epoch and id are where it stood. */
    private static SealContext context(RegisteredAgent agent, InboundRecord inbound) {
        String place = Topics.BATCHES + "/" + inbound.partition() + "/" + inbound.offset();
        return new SealContext(agent.tenantId(), agent.agentId(), agent.agentId(), Topics.BATCHES, place);
    }

    private static OutgoingRecord alert(
            InboundRecord inbound, Optional<RegisteredAgent> agent, ErrorCode code, String detail, Instant now) {
        Alert alert = new Alert(
                code,
                agent.map(RegisteredAgent::tenantId).orElse(Alert.UNKNOWN),
                agent.map(RegisteredAgent::agentId).orElse(Alert.UNKNOWN),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                "record " + inbound.partition() + "/" + inbound.offset() + " of " + Topics.BATCHES
                        + " is not what ingest stored: " + detail,
                EventTimes.micros(now));
        return OutgoingRecord.of(Topics.ALERTS, alert.tenantId() + "/" + alert.agentId(), alert.toJson());
    }
}
