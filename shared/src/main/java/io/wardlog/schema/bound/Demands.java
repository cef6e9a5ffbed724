package io.wardlog.schema.bound;

/**
 * What is asked of the members of an object together.
 *
 * @param required indexes of properties
 */
@SuppressWarnings("ArrayRecordComponent") // read on the quick way, never compared
record Demands(int[] required, int minProperties, Demand... others) {

    boolean hold(Scan scan, int node, int properties) {
        for (int index : required) {
            if (ObjectPlan.member(scan, node, index) == 0) {
                return false;
            }
        }
        for (Demand demand : others) {
            if (!demand.holds(scan, node)) {
                return false;
            }
        }
        return minProperties == 0 || count(scan, node, properties) >= minProperties;
    }

    private static int count(Scan scan, int node, int properties) {
        int count = 0;
        for (int index = 0; index < properties; index++) {
            count += ObjectPlan.member(scan, node, index) == 0 ? 0 : 1;
        }
        return count;
    }
}
