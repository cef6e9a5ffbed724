package io.wardlog.schema.bound;

/** An array whose items are all of one kind. */
final class ArrayPlan extends Plan {
    private final Plan item;
    private final boolean marked;
    private final int minItems;
    private final int maxItems;

    /** @param marked each item as a whole is patient data */
    ArrayPlan(Plan item, boolean marked, int minItems, int maxItems) {
        this.item = item;
        this.marked = marked;
        this.minItems = minItems;
        this.maxItems = maxItems;
    }

    @Override
    int read(Scan scan, int at) {
        if (scan.peek(at) != '[') {
            return Scan.UNKNOWN;
        }
        int node = scan.allocate(3);
        int first = scan.skipSpace(at + 1);
        scan.set(node, first == at + 1 ? at : Scan.REWRITE);
        int end = scan.peek(first) == ']' ? first + 1 : readItems(scan, node, first);
        scan.set(node + 1, end);
        return minItems > 0 && scan.get(node + 2) == 0 ? Scan.UNKNOWN : end;
    }

    private int readItems(Scan scan, int node, int first) {
        int link = node + 2;
        int i = first;
        for (int count = 1; count <= maxItems; count++) {
            int itemLink = scan.allocate(1);
            scan.set(link, itemLink);
            link = itemLink;
            int end = item.read(scan, i);
            if (end == Scan.UNKNOWN) {
                return Scan.UNKNOWN;
            }
            int next = scan.skipSpace(end);
            if (scan.peek(next) != ',') {
                scan.rewriteUnless(next == end && !scan.isRewritten(itemLink + 1, end), node);
                return scan.peek(next) == ']' && count >= minItems ? next + 1 : Scan.UNKNOWN;
            }
            i = scan.skipSpace(next + 1);
            scan.rewriteUnless(next == end && i == next + 1 && !scan.isRewritten(itemLink + 1, end), node);
        }
        return Scan.UNKNOWN;
    }

    @Override
    void write(Scan scan, int node, CanonicalForm out) {
        if (scan.get(node) != Scan.REWRITE && !isMarkedInside()) {
            out.copy(scan.json, scan.get(node), scan.get(node + 1));
            return;
        }
        byte separator = '[';
        int index = 0;
        for (int link = scan.get(node + 2); link != 0; link = scan.get(link)) {
            out.put(separator);
            separator = ',';
            if (isMarkedInside()) {
                out.enter(Integer.toString(index++), marked);
                item.write(scan, link + 1, out);
                out.leave();
            } else {
                item.write(scan, link + 1, out);
            }
        }
        if (separator == '[') {
            out.put((byte) '[');
        }
        out.put((byte) ']');
    }

    @Override
    boolean isMarkedInside() {
        return marked || item.isMarkedInside();
    }
}
