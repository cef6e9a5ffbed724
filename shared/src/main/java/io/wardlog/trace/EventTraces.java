package io.wardlog.trace;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The trace contexts of a batch's events, by the event's index in the batch: what goes beside a batch from process to process, as
 * {@code index=traceparent} pairs with commas between them, in ascending order. Immutable.
 *
 * @param byIndex at most {@value #MAX_EVENTS} entries
 */
public record EventTraces(SortedMap<Integer, TraceContext> byIndex) {
    /** The header of {@code POST /v1/batches} and of its Kafka record. */
    public static final String NAME = "wardlog-event-traces";

    /** No more than these: the others of the batch have no trace. */
    public static final int MAX_EVENTS = 32;

    /** That of a batch without any. */
    public static final EventTraces NONE = new EventTraces(Collections.emptySortedMap());

    private static final int MAX_CHARS = MAX_EVENTS * 64;
    private static final Pattern PAIR = Pattern.compile("(0|[1-9][0-9]{0,3})=(.{55})");

    /** Refuses more than {@value #MAX_EVENTS}. */
    public EventTraces {
        if (byIndex.size() > MAX_EVENTS) {
            throw new IllegalArgumentException("more than " + MAX_EVENTS + " events");
        }
        byIndex = Collections.unmodifiableSortedMap(new TreeMap<>(byIndex));
    }

    /** Reads what {@link #encode} writes, and nothing else. */
    public static Optional<EventTraces> parse(String text) {
        SortedMap<Integer, TraceContext> byIndex = new TreeMap<>();
        if (text.length() > MAX_CHARS) {
            return Optional.empty();
        }
        for (String pair : text.split(",", -1)) {
            Matcher matcher = PAIR.matcher(pair);
            Optional<TraceContext> context =
                    matcher.matches() ? TraceContext.parse(matcher.group(2)) : Optional.empty();
            if (context.isEmpty() || byIndex.size() == MAX_EVENTS) {
                return Optional.empty();
            }
            byIndex.put(Integer.valueOf(matcher.group(1)), context.get());
        }
        EventTraces traces = new EventTraces(byIndex);
        return traces.encode().length() == text.length() ? Optional.of(traces) : Optional.empty(); // no index twice
    }

    /** ASCII without spaces; empty when there are none. */
    public String encode() {
        return byIndex.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue().traceparent())
                .collect(Collectors.joining(","));
    }

    /** The context of the event at this place of its batch. */
    public Optional<TraceContext> of(int index) {
        return Optional.ofNullable(byIndex.get(index));
    }

    /** Whether no event of the batch has one. */
    public boolean isEmpty() {
        return byIndex.isEmpty();
    }
}
