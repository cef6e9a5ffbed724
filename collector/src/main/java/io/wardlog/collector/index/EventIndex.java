package io.wardlog.collector.index;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The searchable store of events. Used by one thread at a time. */
public interface EventIndex {

    /** What became of a group of documents. */
    sealed interface Stored {

        /**
         * Every document is durable in the index, also one that was there already, except the rejected ones: position in
         * the group → why, without content.
         */
        record Done(Map<Integer, String> rejected) implements Stored {}

        /** It does not answer, has no room, or cannot create an index; some may be stored. All must be tried again. */
        record Unavailable(Duration retryAfter, String reason) implements Stored {}
    }

    /** Stores a group of documents; one that is there already stays as it is. */
    Stored store(List<IndexDocument> documents);
}
