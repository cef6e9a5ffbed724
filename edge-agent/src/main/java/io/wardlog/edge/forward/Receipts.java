package io.wardlog.edge.forward;

import io.wardlog.batch.BatchLink;
import io.wardlog.batch.ConfirmedHead;
import io.wardlog.batch.Receipt;
import io.wardlog.edge.entry.ConfirmedEntry;
import io.wardlog.edge.entry.Entry;
import io.wardlog.edge.entry.ReceiptEntry;
import io.wardlog.edge.journal.Retention;
import io.wardlog.edge.writer.AgentClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Journals the receipts that are believed, and takes over what custody says in them. The forwarder's thread only. */
final class Receipts {

    private static final Logger log = LoggerFactory.getLogger(Receipts.class);

    private final Forwarder.Parts parts;
    private final Retention retention;
    private final SendQueue queue;
    private final ProgressCounter progress;

    Receipts(Forwarder.Parts parts, Retention retention, SendQueue queue, ProgressCounter progress) {
        this.parts = parts;
        this.retention = retention;
        this.queue = queue;
        this.progress = progress;
    }

    /** Takes the receipt for {@code batch}; {@code bytes} are what came. */
    void take(BatchLink batch, byte[] bytes, Receipt receipt) {
        receipt.confirmed().ifPresent(this::report);
        receipt.quarantined()
                .forEach(mark -> log.atWarn()
                        .addKeyValue("batchSequence", batch.batchSequence())
                        .addKeyValue("index", mark.index())
                        .addKeyValue("code", mark.code())
                        .log("event_quarantined"));
        record(Optional.of(new ReceiptEntry(batch, bytes)), receipt.confirmed().map(ConfirmedHead::batch));
    }

    /** Takes what custody confirmed, as the answer to the question for it; false when it is neither a waiting batch nor the last confirmed. */
    boolean takeHead(ConfirmedHead head) {
        report(head);
        if (!queue.holds(head.batch())) {
            return queue.isConfirmed(head.batch());
        }
        // Also when it was confirmed before: another collector may have said less since, so that it waited again
        record(Optional.empty(), Optional.of(head.batch()));
        return true;
    }

    private void report(ConfirmedHead head) {
        if (progress.custody(head.status()) && head.status() != ConfirmedHead.Status.OK) {
            log.atWarn()
                    .addKeyValue("status", head.status())
                    .addKeyValue("batchSequence", head.batch().batchSequence())
                    .log("custody_reports");
        }
    }

    private void record(Optional<ReceiptEntry> receipt, Optional<BatchLink> confirmed) {
        List<Entry> entries = new ArrayList<>();
        receipt.ifPresent(entries::add);
        Optional<ConfirmedEntry> news = confirmed.filter(queue::confirmed).map(this::confirmedNow);
        news.ifPresent(entries::add);
        queue.firstOrdinal().ifPresentOrElse(retention::holdFrom, retention::release);
        if (!entries.isEmpty()) {
            parts.ledger().record(entries, at -> {}, () -> withoutRoom(news));
        }
    }

    /** Custody's word must come through even then: only it lets the journal be pruned. A receipt comes again when asked for. */
    private void withoutRoom(Optional<ConfirmedEntry> news) {
        log.atWarn().addKeyValue("reason", "no_room").log("receipt_not_recorded");
        news.ifPresent(parts.ledger()::learn);
    }

    private ConfirmedEntry confirmedNow(BatchLink batch) {
        return new ConfirmedEntry(batch, AgentClock.micros(parts.clock().now()));
    }
}
