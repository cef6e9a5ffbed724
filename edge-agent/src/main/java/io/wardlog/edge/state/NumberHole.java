package io.wardlog.edge.state;

import io.wardlog.edge.entry.Fields;
import io.wardlog.edge.entry.FieldsWriter;

/**
 * Numbers of a device's own that were jumped over and not declared yet.
 *
 * @param first the first that is missing
 * @param last the last that is missing
 * @param sinceMicros when they were jumped over, {@link AgentState#steadyMicros}
 * @param refused whether at least as many messages of the device were refused for good since the number before
 * @param joined whether some between the first and the last may have come: it is made of several, because there were too many
 */
public record NumberHole(long first, long last, long sinceMicros, boolean refused, boolean joined) {

    boolean contains(long number) {
        return first <= number && number <= last;
    }

    /** The part of it between these. */
    NumberHole part(long from, long to) {
        return new NumberHole(from, to, sinceMicros, refused, joined);
    }

    /** This one and a later one as one. */
    NumberHole join(NumberHole later) {
        return new NumberHole(
                Math.min(first, later.first), Math.max(last, later.last), sinceMicros, refused && later.refused, true);
    }

    static NumberHole read(Fields in) {
        return new NumberHole(in.i64(), in.i64(), in.i64(), in.u8() == 1, in.u8() == 1);
    }

    void write(FieldsWriter out) {
        out.i64(first).i64(last).i64(sinceMicros).u8(refused ? 1 : 0).u8(joined ? 1 : 0);
    }
}
