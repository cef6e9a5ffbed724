package io.wardlog.edge.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.batch.BatchLink;
import io.wardlog.edge.state.SealCursor;
import io.wardlog.edge.state.SentBatch;
import io.wardlog.hash.Sha256;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SendQueueTest {

    private static final String EPOCH = "019abf00-0000-7000-8000-000000000000";

    @Test
    void whatTheJournalHasGivenUpIsConfirmedAndNotReadForSending() {
        List<SentBatch> unconfirmed = List.of(batch(1, 10), batch(2, 20), batch(3, 30));
        SendQueue queue = new SendQueue(start(unconfirmed), 21);
        assertThat(queue.next()).contains(unconfirmed.get(2));
        assertThat(queue.unconfirmed()).isEqualTo(1);
        assertThat(queue.isConfirmed(unconfirmed.get(1).batch())).isTrue();
        assertThat(queue.firstOrdinal()).hasValue(30);
    }

    @Test
    void whatIsKeptWaits() {
        List<SentBatch> unconfirmed = List.of(batch(1, 10), batch(2, 20));
        SendQueue queue = new SendQueue(start(unconfirmed), 10);
        assertThat(queue.next()).contains(unconfirmed.get(0));
        assertThat(queue.unconfirmed()).isEqualTo(2);
    }

    private static ForwardStart start(List<SentBatch> unconfirmed) {
        SealCursor cursor =
                new SealCursor(unconfirmed.get(unconfirmed.size() - 1).batch(), 0, 40);
        return new ForwardStart(cursor, Optional.empty(), 0, 0, unconfirmed, Optional.empty());
    }

    private static SentBatch batch(long number, long firstOrdinal) {
        BatchLink link = new BatchLink(EPOCH, number, Sha256.of(new byte[] {(byte) number}));
        return new SentBatch(link, firstOrdinal + 9, firstOrdinal, firstOrdinal + 9, 9, 0, false);
    }
}
