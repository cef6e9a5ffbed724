package io.wardlog.collector.archive;

import java.io.IOException;

/** Knows which incarnation of a topic the broker holds now. */
@FunctionalInterface
public interface TopicIds {

    /** The topic's id. */
    String idOf(String topic) throws IOException;
}
