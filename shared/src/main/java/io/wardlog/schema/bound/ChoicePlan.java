package io.wardlog.schema.bound;

import java.util.List;

/** One of some texts: {@code enum} and {@code const}. */
final class ChoicePlan extends ScalarPlan {
    private final ByteNames values;

    ChoicePlan(List<String> values) {
        this.values = new ByteNames(values);
    }

    @Override
    int end(Scan scan, int at) {
        if (scan.peek(at) != '"') {
            return Scan.UNKNOWN;
        }
        int found = values.find(scan.json, at + 1);
        return found == ByteNames.ABSENT ? Scan.UNKNOWN : at + 1 + values.length(found);
    }
}
