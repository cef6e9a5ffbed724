package io.wardlog.collector.query;

import io.wardlog.hash.Hash;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Questions to the index. Calls block; callers run them off the event loop. An IOException means that there is no whole
 * answer: an answer that lacks a part of the index is never given as if it were whole. Safe for use by several threads.
 */
public interface EventSearch {

    /** Events in an order, from a cursor on, at most {@code limit}. */
    Page<FoundEvent> find(EventFilter filter, Order order, int limit, Optional<Cursor> cursor) throws IOException;

    /** The event with this hash. */
    Optional<FoundEvent> byHash(Hash hash) throws IOException;

    /** Devices by tenant, hospital and id; {@code terms} as in {@link EventFilter}. */
    Page<DeviceSummary> devices(Map<String, String> terms, int limit, Optional<Cursor> cursor) throws IOException;

    /** Opens an export: everything that was indexed before now, at one point in time. */
    Scan export(Map<String, String> terms) throws IOException;

    /** An open export. Used by one thread at a time. */
    interface Scan extends AutoCloseable {

        /** The next events, by chain and sequence number; none when it is complete. */
        List<FoundEvent> next() throws IOException;

        @Override
        void close() throws IOException;
    }
}
