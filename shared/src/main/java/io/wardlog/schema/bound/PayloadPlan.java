package io.wardlog.schema.bound;

import io.wardlog.json.JsonText;

/**
 * The payload of a device message, whose schema depends on other members: it is read by the likely one, or only its end is looked for, and
 * what it holds is unchecked then. Its node holds the offsets of its bytes, the tape behind it what the likely reader noted.
 */
final class PayloadPlan extends Plan {

    @Override
    int read(Scan scan, int at) {
        int node = scan.allocate(2);
        PayloadReader likely = scan.likely();
        int payload = scan.allocate(0);
        int end = likely == null ? Scan.UNKNOWN : likely.plan().read(scan, at);
        if (end == Scan.UNKNOWN) {
            end = scan.peek(at) == '{' ? objectEnd(scan, at) : Scan.UNKNOWN;
        } else {
            scan.hasRead(likely, payload);
        }
        scan.set(node, at);
        scan.set(node + 1, end);
        return end;
    }

    private static int objectEnd(Scan scan, int at) {
        int depth = 0;
        int i = at;
        while (i < scan.json.length) {
            byte b = scan.json[i++];
            if (b == '"') {
                int end = JsonText.end(scan.json, i);
                if (end == Scan.UNKNOWN) {
                    return Scan.UNKNOWN;
                }
                i = end + 1;
            } else if (b == '{' || b == '[') {
                depth++;
            } else if ((b == '}' || b == ']') && --depth == 0) {
                return i;
            }
        }
        return Scan.UNKNOWN;
    }

    @Override
    void write(Scan scan, int node, CanonicalForm out) {
        throw new IllegalStateException("its own plan writes it");
    }

    @Override
    boolean isMarkedInside() {
        return false;
    }
}
