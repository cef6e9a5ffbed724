package io.wardlog.schema.bound;

import java.util.List;

/** What a part of a schema asks of an object that was already read by its plan: members that are there, and simple tests of their values. */
record Condition(List<Integer> required, List<Member> members) implements Demand {

    /** A test of the member at an index, if there is one. */
    record Member(int index, Demand test) {}

    /** A value that another plan accepts too. */
    record Value(ScalarPlan plan) implements Demand {
        @Override
        public boolean holds(Scan scan, int node) {
            return plan.end(scan, scan.get(node)) != Scan.UNKNOWN;
        }
    }

    /** {@code if}, {@code then}, {@code else}. */
    record Choice(Demand when, Demand then, Demand otherwise) implements Demand {
        @Override
        public boolean holds(Scan scan, int node) {
            return when.holds(scan, node) ? then.holds(scan, node) : otherwise.holds(scan, node);
        }
    }

    /** {@code oneOf}. */
    record ExactlyOne(List<Demand> alternatives) implements Demand {
        @Override
        public boolean holds(Scan scan, int node) {
            int count = 0;
            for (Demand alternative : alternatives) {
                count += alternative.holds(scan, node) ? 1 : 0;
            }
            return count == 1;
        }
    }

    @Override
    public boolean holds(Scan scan, int node) {
        for (int index : required) {
            if (ObjectPlan.member(scan, node, index) == 0) {
                return false;
            }
        }
        for (Member member : members) {
            int value = ObjectPlan.member(scan, node, member.index());
            if (value != 0 && !member.test().holds(scan, value)) {
                return false;
            }
        }
        return true;
    }
}
