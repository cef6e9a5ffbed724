package io.wardlog.collector.custody;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.batch.QuarantineMark;
import io.wardlog.collector.examine.ContentCheck;
import io.wardlog.collector.examine.ExaminedBatch;
import io.wardlog.collector.examine.ExaminedEvent;
import io.wardlog.collector.register.RegisteredAgent;
import io.wardlog.collector.topic.OutgoingRecord;
import io.wardlog.collector.topic.RecordHeaders;
import io.wardlog.collector.topic.Topics;
import io.wardlog.disclosure.SealContext;
import io.wardlog.disclosure.SealedEvent;
import io.wardlog.error.ErrorCode;
import io.wardlog.hash.Hash;
import io.wardlog.json.Jcs;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What custody publishes of a batch: its events, their disclosures, its proof and the leaves of the transparency log. */
final class BatchRecords {
    private static final byte EVENT_LEAF = 1;
    private static final byte BATCH_LEAF = 2;
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private final EventSeals seals;
    private final RegisteredAgent agent;
    private final ExaminedBatch batch;
    private final Map<Integer, String> marks = new HashMap<>();

    BatchRecords(EventSeals seals, RegisteredAgent agent, ExaminedBatch batch, List<QuarantineMark> marks) {
        this.seals = seals;
        this.agent = agent;
        this.batch = batch;
        marks.forEach(mark -> this.marks.put(mark.index(), mark.code()));
    }

    /** All records; {@code ofBatch} quarantines every event. */
    List<OutgoingRecord> all(Judgement judgement, Optional<ErrorCode> ofBatch, byte[] receipt) {
        List<OutgoingRecord> records = new ArrayList<>(4 * batch.events().size() + 2);
        for (ExaminedEvent event : batch.events()) {
            Optional<String> code = Optional.ofNullable(marks.get(event.index()))
                    .or(() -> ofBatch.or(
                                    () -> judgement.quarantineOf(event.event().deviceId()))
                            .map(ErrorCode::code));
            records.add(event(event, code));
            if (event.sealed().length > 0) {
                records.add(disclosure(event));
            }
            records.add(leaf(EVENT_LEAF, event.hash().bytes(), new byte[0]));
        }
        records.add(proof(receipt));
        records.add(leaf(BATCH_LEAF, batch.hash().bytes(), batch.frame().signature()));
        return records;
    }

    private OutgoingRecord event(ExaminedEvent event, Optional<String> quarantine) {
        String mark = marks.get(event.index());
        byte[] value = mark != null && ContentCheck.mayHoldPatientData(mark)
                ? sealed(event, mark)
                : event.event().canonical();
        OutgoingRecord record = headed(Topics.EVENTS, event, value)
                .with(RecordHeaders.VERDICT, mark == null ? RecordHeaders.VERDICT_OK : mark);
        return quarantine
                .map(code -> record.with(RecordHeaders.QUARANTINE, code))
                .orElse(record);
    }

    private byte[] sealed(ExaminedEvent event, String code) {
        byte[] block = seals.seal(agent, event.event().canonical(), SealContext.of(event.event()));
        return SealedEvent.of(block, event.hash(), code).canonical();
    }

    private OutgoingRecord disclosure(ExaminedEvent event) {
        return headed(Topics.DISCLOSURES, event, event.sealed())
                .with(RecordHeaders.EVENT_ID, event.event().eventId())
                .with(RecordHeaders.AGENT_ID, event.event().agentId())
                .with(RecordHeaders.EPOCH, event.event().epoch());
    }

    private OutgoingRecord headed(String topic, ExaminedEvent event, byte[] value) {
        return OutgoingRecord.of(topic, agent.tenantId() + "/" + event.event().deviceId(), value)
                .with(RecordHeaders.HASH, event.hash().hex())
                .with(RecordHeaders.BATCH, batch.hash().hex())
                .with(RecordHeaders.INDEX, Integer.toString(event.index()));
    }

    private OutgoingRecord proof(byte[] receipt) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("batchHash", batch.hash().hex());
        ArrayNode hashes = node.putArray("eventHashes");
        batch.events().stream().map(ExaminedEvent::hash).map(Hash::hex).forEach(hashes::add);
        node.put("header", BASE64URL.encodeToString(batch.frame().header()));
        if (receipt != null) {
            node.put("receipt", BASE64URL.encodeToString(receipt));
        }
        node.put("signature", BASE64URL.encodeToString(batch.frame().signature()));
        return OutgoingRecord.of(Topics.PROOFS, agent.key(), Jcs.write(node));
    }

    /** Keyed by the tenant alone: the default partitioner then keeps a tenant's leaves in one partition, in this order. */
    private OutgoingRecord leaf(byte type, byte[] first, byte[] second) {
        byte[] entry = new byte[1 + first.length + second.length];
        entry[0] = type;
        System.arraycopy(first, 0, entry, 1, first.length);
        System.arraycopy(second, 0, entry, 1 + first.length, second.length);
        return OutgoingRecord.of(Topics.LEAVES, agent.tenantId(), entry);
    }
}
