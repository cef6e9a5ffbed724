package io.wardlog.edge.state;

import io.wardlog.edge.entry.FilePosition;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the files of one device begin with, as far as their positions tell: which of thousands another may be a copy of is found without a look
 * at each. A file of which nothing is settled is not in it. Written by the writer only, read by any thread: a file that grows meanwhile is found as it was or as it
 * is, where spans are asked for in their order.
 */
public final class FileBeginnings {

    private final NavigableMap<Integer, OfSpan> spans = new ConcurrentSkipListMap<>();

    /** The keys of files of which equally many first bytes are compared alone, by half a fingerprint. */
    private record OfSpan(Map<ByteBuffer, Set<String>> keys, AtomicInteger count) {

        OfSpan() {
            this(new ConcurrentHashMap<>(), new AtomicInteger());
        }

        void add(ByteBuffer half, String key) {
            if (keys.computeIfAbsent(half, is -> ConcurrentHashMap.newKeySet()).add(key)) {
                count.incrementAndGet();
            }
        }

        void remove(ByteBuffer half, String key) {
            keys.computeIfPresent(half, (is, alike) -> {
                if (alike.remove(key)) {
                    count.decrementAndGet();
                }
                return alike.isEmpty() ? null : alike;
            });
        }
    }

    /** By how many first bytes files are known, at most so many; ascending, as they grow. */
    public List<Integer> spans(int most) {
        return List.copyOf(spans.headMap(most, true).keySet());
    }

    /** The keys of the files whose first {@code span} bytes have this half of a fingerprint. */
    public Set<String> keys(int span, byte[] half) {
        OfSpan of = spans.get(span);
        return of == null ? Set.of() : Set.copyOf(of.keys().getOrDefault(ByteBuffer.wrap(half), Set.of()));
    }

    /** How many files are known by more first bytes than these. */
    public int longer(int span) {
        return spans.tailMap(span, false).values().stream()
                .mapToInt(of -> of.count().get())
                .sum();
    }

    /** The position of a file is another. */
    public void moved(String key, Optional<FilePosition> before, Optional<FilePosition> now) {
        Optional<FilePosition> old = before.filter(at -> at.offset() > 0);
        Optional<FilePosition> is = now.filter(at -> at.offset() > 0);
        if (old.isPresent() && is.isPresent() && old.get().beginsAs(is.get())) {
            return;
        }
        is.ifPresent(
                at -> spans.computeIfAbsent(at.span(), span -> new OfSpan()).add(half(at), key));
        old.ifPresent(at -> {
            OfSpan of = spans.get(at.span());
            of.remove(half(at), key);
            if (of.count().get() == 0) {
                spans.remove(at.span());
            }
        });
    }

    private static ByteBuffer half(FilePosition position) {
        return ByteBuffer.wrap(position.firstHalf());
    }
}
