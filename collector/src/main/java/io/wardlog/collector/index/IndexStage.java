package io.wardlog.collector.index;

import io.wardlog.collector.consume.Checked;
import io.wardlog.collector.consume.EventRecord;
import io.wardlog.collector.consume.RecordCheck;
import io.wardlog.collector.consume.Slice;
import io.wardlog.collector.consume.Source;
import io.wardlog.collector.consume.Stage;
import io.wardlog.collector.consume.StoredRecord;
import io.wardlog.collector.consume.Taken;
import io.wardlog.collector.deadletter.DeadLetters;
import io.wardlog.collector.index.EventIndex.Stored;
import io.wardlog.error.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts events into the index. A record that fails its check becomes a dead letter; one that the index rejects is stored
 * again without its payload field, and becomes a dead letter only if that is rejected, too. Owned by the loop's thread.
 */
public final class IndexStage implements Stage {

    /** The role's name. */
    public static final String ROLE = "index";

    private static final int MAX_DOCUMENTS = 1_000;
    private static final long MAX_BYTES = 4L * 1024 * 1024;

    private final RecordCheck<EventRecord> check;
    private final EventIndex index;
    private final DeadLetters deadLetters;
    private final Map<Source, Long> durable = new HashMap<>();

    /** Whose letters of the slices under way are kept: they come again while the index is busy, their letters must not. */
    private final Set<Position> lettered = new HashSet<>();

    private record Position(Source source, long offset) {}

    /** Puts checked events into {@code index}. */
    public IndexStage(RecordCheck<EventRecord> check, EventIndex index, DeadLetters deadLetters) {
        this.check = check;
        this.index = index;
        this.deadLetters = deadLetters;
    }

    /** The committed offsets say where to go on: storing again what was stored changes nothing. */
    @Override
    public Map<Source, Long> resume(Set<Source> gained) {
        return Map.of();
    }

    @Override
    public void release(Set<Source> lost) {
        durable.keySet().removeAll(lost);
        lettered.removeIf(position -> lost.contains(position.source()));
    }

    @Override
    public Taken take(List<Slice> slices) {
        for (List<StoredRecord> group : groups(slices)) {
            Stored stored = store(group);
            if (stored instanceof Stored.Unavailable unavailable) {
                return new Taken.Busy(unavailable.retryAfter(), unavailable.reason());
            }
        }
        lettered.clear();
        slices.forEach(slice -> durable.put(slice.source(), slice.next()));
        return new Taken.All();
    }

    @Override
    public Map<Source, Long> durable() {
        return durable;
    }

    @Override
    public void finish() {
        // Nothing is held back.
    }

    private Stored store(List<StoredRecord> group) {
        List<StoredRecord> sound = new ArrayList<>(group.size());
        List<IndexDocument> documents = new ArrayList<>(group.size());
        for (StoredRecord stored : group) {
            Checked<EventRecord> checked = check.check(stored);
            if (checked instanceof Checked.Wrong<EventRecord> wrong) {
                letter(stored, wrong.code(), wrong.detail());
            } else {
                sound.add(stored);
                documents.add(EventDocuments.of(((Checked.Sound<EventRecord>) checked).value()));
            }
        }
        Stored first = documents.isEmpty() ? new Stored.Done(Map.of()) : index.store(documents);
        return first instanceof Stored.Done done && !done.rejected().isEmpty()
                ? storeRejected(done.rejected(), sound, documents)
                : first;
    }

    private Stored storeRejected(
            Map<Integer, String> rejected, List<StoredRecord> sound, List<IndexDocument> documents) {
        List<Integer> positions = List.copyOf(rejected.keySet());
        Stored second = index.store(positions.stream()
                .map(documents::get)
                .map(IndexDocument::withoutPayload)
                .toList());
        if (second instanceof Stored.Done done) {
            done.rejected()
                    .forEach((position, reason) ->
                            letter(sound.get(positions.get(position)), ErrorCode.NOT_INDEXABLE, reason));
        }
        return second;
    }

    private void letter(StoredRecord stored, ErrorCode code, String detail) {
        Position position = new Position(stored.source(), stored.offset());
        if (!lettered.contains(position)) {
            deadLetters.send(stored, ROLE, code, detail);
            lettered.add(position);
        }
    }

    private static List<List<StoredRecord>> groups(List<Slice> slices) {
        List<List<StoredRecord>> groups = new ArrayList<>();
        List<StoredRecord> group = new ArrayList<>();
        long bytes = 0;
        for (Slice slice : slices) {
            for (StoredRecord stored : slice.records()) {
                int size = stored.value() == null ? 0 : stored.value().length;
                if (!group.isEmpty() && (group.size() == MAX_DOCUMENTS || bytes + size > MAX_BYTES)) {
                    groups.add(group);
                    group = new ArrayList<>();
                    bytes = 0;
                }
                group.add(stored);
                bytes += size;
            }
        }
        if (!group.isEmpty()) {
            groups.add(group);
        }
        return groups;
    }
}
