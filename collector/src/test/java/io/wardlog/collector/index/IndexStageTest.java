package io.wardlog.collector.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.chain.EventHash;
import io.wardlog.collector.consume.EventCheck;
import io.wardlog.collector.consume.EventFixtures;
import io.wardlog.collector.consume.Slice;
import io.wardlog.collector.consume.Source;
import io.wardlog.collector.consume.StoredRecord;
import io.wardlog.collector.consume.Taken;
import io.wardlog.collector.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class IndexStageTest {

    private static final Source SOURCE = new Source(Topics.EVENTS, 0);
    private static final String DEVICE = "pump-1";

    private final FakeIndex index = new FakeIndex();
    private final List<String> deadLetters = new ArrayList<>();
    private final IndexStage stage = new IndexStage(
            new EventCheck(),
            index,
            (stored, role, code, detail) -> deadLetters.add(stored.offset() + " " + role + " " + code.code()));
    private final List<byte[]> events = new EventFixtures(DEVICE).next(4);

    @Test
    void storesEachEventUnderItsHashInTheIndexOfItsTenantAndDay() {
        assertThat(stage.take(List.of(slice()))).isInstanceOf(Taken.All.class);
        assertThat(index.documents.keySet())
                .containsExactlyElementsOf(
                        events.stream().map(event -> EventHash.of(event).hex()).toList());
        IndexDocument first = index.documents.values().iterator().next();
        assertThat(first.index()).isEqualTo("wardlog-events-north-2026.11.23");
        assertThat(first.source().path(EventFields.BYTES))
                .isEqualTo(first.source().binaryNode(events.get(0)));
        assertThat(first.source().path(EventFields.EVENT_TIME_KEY).asText())
                .isEqualTo("2026-11-23T05:00:00.001000000Z");
        assertThat(stage.durable()).containsExactlyEntriesOf(Map.of(SOURCE, 10L));
    }

    @Test
    void aWrongRecordIsADeadLetterAndStallsNobody() {
        byte[] changed = events.get(1).clone();
        changed[changed.length - 5] ^= 1;
        StoredRecord sound = EventFixtures.record(events.get(1), DEVICE, 1, Optional.empty());
        StoredRecord wrong = new StoredRecord(SOURCE, 1, 0, sound.key(), changed, sound.headers());
        List<StoredRecord> records = List.of(record(0), wrong, record(2));
        assertThat(stage.take(List.of(new Slice(SOURCE, 0, 3, records)))).isInstanceOf(Taken.All.class);
        assertThat(index.documents).hasSize(2);
        assertThat(deadLetters).containsExactly("1 index hash_mismatch");
        assertThat(stage.durable()).containsEntry(SOURCE, 3L);
    }

    @Test
    void aTraceBesideAnEventIsSearchableAndNoPartOfItsBytes() {
        StoredRecord plain = record(0);
        List<StoredRecord.Header> headers = new ArrayList<>(plain.headers());
        headers.add(EventFixtures.header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
        StoredRecord traced = new StoredRecord(SOURCE, 0, plain.timestampMs(), plain.key(), plain.value(), headers);
        StoredRecord confused =
                new StoredRecord(SOURCE, 1, 0, record(1).key(), record(1).value(), twice(record(1)));
        stage.take(List.of(new Slice(SOURCE, 0, 2, List.of(traced, confused))));
        List<IndexDocument> documents = List.copyOf(index.documents.values());
        assertThat(documents.get(0).source().path(EventFields.TRACE_ID).asText())
                .isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(documents.get(0).source().path(EventFields.SPAN_ID).asText()).isEqualTo("00f067aa0ba902b7");
        assertThat(documents.get(0).source().path(EventFields.BYTES))
                .isEqualTo(documents.get(0).source().binaryNode(events.get(0)));
        assertThat(documents.get(1).source().has(EventFields.TRACE_ID)).isFalse();
        assertThat(deadLetters).isEmpty();
    }

    /** Its headers, with two traces. */
    private static List<StoredRecord.Header> twice(StoredRecord of) {
        List<StoredRecord.Header> headers = new ArrayList<>(of.headers());
        for (String span : List.of("00f067aa0ba902b7", "00f067aa0ba902b8")) {
            headers.add(EventFixtures.header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-" + span + "-01"));
        }
        return headers;
    }

    @Test
    void aRejectedDocumentIsStoredWithoutItsPayload() {
        String rejected = EventHash.of(events.get(2)).hex();
        index.rejects =
                document -> document.id().equals(rejected) && document.source().has(EventFields.PAYLOAD);
        assertThat(stage.take(List.of(slice()))).isInstanceOf(Taken.All.class);
        assertThat(index.documents).hasSize(4);
        assertThat(index.documents.get(rejected).source().has(EventFields.PAYLOAD))
                .isFalse();
        assertThat(index.documents.get(rejected).source().has(EventFields.BYTES))
                .isTrue();
        assertThat(deadLetters).isEmpty();
    }

    @Test
    void whatIsRejectedAlsoWithoutPayloadIsADeadLetter() {
        String rejected = EventHash.of(events.get(2)).hex();
        index.rejects = document -> document.id().equals(rejected);
        assertThat(stage.take(List.of(slice()))).isInstanceOf(Taken.All.class);
        assertThat(index.documents).hasSize(3);
        assertThat(deadLetters).containsExactly("2 index not_indexable");
    }

    @Test
    void whileTheIndexIsAwayNothingIsSkippedAndNothingIsCommitted() {
        index.unavailable = true;
        assertThat(stage.take(List.of(slice()))).isEqualTo(new Taken.Busy(Duration.ofSeconds(1), "away"));
        assertThat(stage.durable()).isEmpty();
        index.unavailable = false;
        assertThat(stage.take(List.of(slice()))).isInstanceOf(Taken.All.class);
        assertThat(index.documents).hasSize(4);
    }

    @Test
    void aWrongRecordIsOneDeadLetterHoweverLongTheIndexIsAway() {
        StoredRecord wrong = new StoredRecord(
                SOURCE, 4, 0, record(0).key(), new byte[] {1}, record(0).headers());
        List<Slice> slices = List.of(new Slice(SOURCE, 0, 5, List.of(record(0), wrong)));
        index.unavailable = true;
        for (int retry = 0; retry < 3; retry++) {
            assertThat(stage.take(slices)).isInstanceOf(Taken.Busy.class);
        }
        index.unavailable = false;
        stage.take(slices);
        assertThat(deadLetters).hasSize(1);
        stage.release(Set.of(SOURCE));
        stage.take(slices);
        assertThat(deadLetters).as("read again after a restart: kept again").hasSize(2);
    }

    @Test
    void timeKeysSortAsTimesDo() {
        assertThat(TimeKey.of("2026-11-23T05:31:06Z")).isEqualTo("2026-11-23T05:31:06.000000000Z");
        assertThat(TimeKey.of("2026-11-23T05:31:06.5Z")).isEqualTo("2026-11-23T05:31:06.500000000Z");
        assertThat(TimeKey.of("2026-11-23T05:31:06.123456789Z")).isEqualTo("2026-11-23T05:31:06.123456789Z");
    }

    private StoredRecord record(int i) {
        return EventFixtures.record(events.get(i), DEVICE, i, Optional.empty());
    }

    private Slice slice() {
        return new Slice(SOURCE, 0, 10, List.of(record(0), record(1), record(2), record(3)));
    }

    private static final class FakeIndex implements EventIndex {

        private final Map<String, IndexDocument> documents = new LinkedHashMap<>();
        private Predicate<IndexDocument> rejects = document -> false;
        private boolean unavailable;

        @Override
        public Stored store(List<IndexDocument> group) {
            if (unavailable) {
                return new Stored.Unavailable(Duration.ofSeconds(1), "away");
            }
            Map<Integer, String> rejected = new HashMap<>();
            for (int i = 0; i < group.size(); i++) {
                if (rejects.test(group.get(i))) {
                    rejected.put(i, "mapper_parsing_exception");
                } else {
                    documents.putIfAbsent(group.get(i).id(), group.get(i));
                }
            }
            return new Stored.Done(rejected);
        }
    }
}
