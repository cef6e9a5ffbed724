package io.wardlog.schema.bound;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A closed object: its properties by the order of RFC 8785, which members it must have, and what else is asked of them together. */
final class ObjectPlan extends Plan {
    private static final int HEADER = 2;

    private final List<Property> properties;
    private final Map<String, Integer> indexes = new HashMap<>();
    private final ByteNames names;
    private final Plan[] plans;
    private final byte[][] labels;
    private final boolean markedInside;
    private final Demands demands;

    /** @param marked the property as a whole is patient data; marks below it do not count then */
    record Property(String name, Plan plan, boolean marked) {}

    /** @param properties sorted by name */
    ObjectPlan(List<Property> properties, Demands demands) {
        this.properties = properties;
        this.names = new ByteNames(properties.stream().map(Property::name).toList());
        this.plans = properties.stream().map(Property::plan).toArray(Plan[]::new);
        this.labels = properties.stream()
                .map(property -> ('"' + property.name() + "\":").getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
        this.markedInside = properties.stream()
                .anyMatch(property -> property.marked() || property.plan().isMarkedInside());
        this.demands = demands;
        properties.forEach(property -> indexes.put(property.name(), indexes.size()));
    }

    /** The index of a property, or -1 when there is none. */
    int indexOf(String name) {
        return indexes.getOrDefault(name, ByteNames.ABSENT);
    }

    Property property(int index) {
        return properties.get(index);
    }

    /** The node of a property's value; 0 when the object has none. */
    static int member(Scan scan, int node, int index) {
        return scan.get(node + HEADER + index);
    }

    @Override
    int read(Scan scan, int at) {
        if (scan.peek(at) != '{') {
            return Scan.UNKNOWN;
        }
        int node = scan.allocate(HEADER + plans.length);
        int first = scan.skipSpace(at + 1);
        scan.set(node, first == at + 1 ? at : Scan.REWRITE);
        int end = scan.peek(first) == '}' ? first + 1 : readMembers(scan, node, first);
        scan.set(node + 1, end);
        return end != Scan.UNKNOWN && demands.hold(scan, node, plans.length) ? end : Scan.UNKNOWN;
    }

    private int readMembers(Scan scan, int node, int first) {
        int last = ByteNames.ABSENT;
        int i = first;
        while (true) {
            int index = scan.peek(i) == '"' ? names.find(scan.json, i + 1) : ByteNames.ABSENT;
            if (index == ByteNames.ABSENT || member(scan, node, index) != 0) {
                return Scan.UNKNOWN;
            }
            int end = readMember(scan, node, index, i + 1 + names.length(index));
            if (end == Scan.UNKNOWN) {
                return Scan.UNKNOWN;
            }
            int next = scan.skipSpace(end);
            scan.rewriteUnless(next == end && index > last, node);
            if (scan.peek(next) != ',') {
                return scan.peek(next) == '}' ? next + 1 : Scan.UNKNOWN;
            }
            last = index;
            i = scan.skipSpace(next + 1);
            scan.rewriteUnless(i == next + 1, node);
        }
    }

    /** Reads the colon and value behind a name. */
    private int readMember(Scan scan, int node, int index, int nameEnd) {
        int colon = scan.skipSpace(nameEnd);
        if (scan.peek(colon) != ':') {
            return Scan.UNKNOWN;
        }
        int value = scan.skipSpace(colon + 1);
        int child = scan.allocate(0);
        scan.set(node + HEADER + index, child);
        int end = plans[index].read(scan, value);
        if (end != Scan.UNKNOWN) {
            scan.rewriteUnless(value == nameEnd + 1 && !scan.isRewritten(child, end), node);
        }
        return end;
    }

    @Override
    void write(Scan scan, int node, CanonicalForm out) {
        if (scan.get(node) != Scan.REWRITE && !markedInside) {
            out.copy(scan.json, scan.get(node), scan.get(node + 1));
            return;
        }
        out.put((byte) '{');
        boolean first = true;
        for (int index = 0; index < plans.length; index++) {
            int child = member(scan, node, index);
            if (child != 0) {
                if (!first) {
                    out.put((byte) ',');
                }
                first = false;
                out.copy(labels[index], 0, labels[index].length);
                writeMember(scan, child, index, out);
            }
        }
        out.put((byte) '}');
    }

    /** The value of one member; also what tells where patient data stand in it. */
    void writeMember(Scan scan, int child, int index, CanonicalForm out) {
        Property property = properties.get(index);
        if (property.marked() || plans[index].isMarkedInside()) {
            out.enter(property.name(), property.marked());
            plans[index].write(scan, child, out);
            out.leave();
        } else {
            plans[index].write(scan, child, out);
        }
    }

    @Override
    boolean isMarkedInside() {
        return markedInside;
    }
}
