package io.wardlog.schema;

import io.wardlog.event.TreeMessage;
import java.util.List;

/** What {@link EventSchema#judge} made of a message. */
public sealed interface SchemaVerdict {
    /** The schema accepts it. */
    record Accepted(MessageContent content) implements SchemaVerdict {}

    /** The schema refuses it. */
    record Refused(List<Violation> violations) implements SchemaVerdict {}

    /** Only its tree can be judged. Never said of a {@link TreeMessage}. */
    record Unknown() implements SchemaVerdict {}
}
