package io.wardlog.collector.consume;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a role does with the records that it reads. One loop's thread calls all methods, in the order: resume for what is
 * assigned, then take and durable again and again, release for what is taken away, finish once at the end.
 *
 * <p>A stage is idempotent: a slice may be given again, whole or in part, after Busy, after a restart, and to another
 * process that believes to own the same source for a moment. It is total: a record that it cannot use goes to the dead
 * letters, it never throws because of one.
 */
public interface Stage {

    /**
     * Sources that this stage now owns. The answer holds the position to read from for those whose position the stage
     * itself knows; the others go on from their committed position, or from the beginning.
     */
    Map<Source, Long> resume(Set<Source> gained) throws IOException;

    /** Sources that it no longer owns; what it holds of them without having made it durable is dropped. */
    void release(Set<Source> lost);

    /** Takes slices, possibly none, which is how time passes for a stage that has something to do by the clock. */
    Taken take(List<Slice> slices);

    /** For each source how far everything is durable behind the stage: positions that may be committed. */
    Map<Source, Long> durable();

    /** Tries once to make everything durable before the loop ends; failing is harmless, the work is done again. */
    void finish();
}
