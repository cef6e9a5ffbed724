package io.wardlog.collector.index;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.trace.TraceContext;
import java.util.Optional;

/**
 * An event as the index keeps it.
 *
 * @param index the index's name, a pure function of the event
 * @param id the document's id: the event hash in hex, so that storing it again changes nothing
 * @param source the fields
 * @param trace where it belongs in a trace; for whoever stores it
 */
public record IndexDocument(String index, String id, ObjectNode source, Optional<TraceContext> trace) {

    /** The same without the payload field, for a payload that cannot be indexed; the exact bytes stay. */
    public IndexDocument withoutPayload() {
        ObjectNode without = source.deepCopy();
        without.remove(EventFields.PAYLOAD);
        return new IndexDocument(index, id, without, trace);
    }
}
