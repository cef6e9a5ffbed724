package io.wardlog.schema.bound;

/** A value whose canonical form is what stands there, or the beginning of it. */
abstract class ScalarPlan extends Plan {

    /** The offset behind the value, or unknown; notes nothing. */
    abstract int end(Scan scan, int at);

    /** Where the canonical form ends of a value that ends at {@code end}. */
    int canonicalEnd(Scan scan, int at, int end) {
        return end;
    }

    @Override
    final int read(Scan scan, int at) {
        int end = end(scan, at);
        int node = scan.allocate(2);
        scan.set(node, at);
        scan.set(node + 1, end == Scan.UNKNOWN ? end : canonicalEnd(scan, at, end));
        return end;
    }

    @Override
    final void write(Scan scan, int node, CanonicalForm out) {
        out.copy(scan.json, scan.get(node), scan.get(node + 1));
    }

    @Override
    final boolean isMarkedInside() {
        return false;
    }
}
