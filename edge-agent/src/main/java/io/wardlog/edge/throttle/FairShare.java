package io.wardlog.edge.throttle;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * Divides a rate among those who want more of it than there is, max-min fair: who wants less than an even part gets all that
 * he wants, the others share the rest evenly, however hard they press.
 *
 * <p>Everyone has a small credit. What accrues is spread evenly over those whose credit is not full, as water rises in vessels
 * that stand on different heights: one {@code level} rises for all, and each has drawn to some depth below it. So nothing is done for
 * anyone but who asks, and only who draws on his credit is remembered. Times are nanoseconds of a clock that is never set. Not
 * thread-safe.
 */
final class FairShare {

    private static final double NANOS = 1e9;

    private final double perNano;
    private final double credit;
    private final Map<String, Member> drawing = new HashMap<>();
    private final TreeSet<Member> nextFull = new TreeSet<>(
            Comparator.comparingDouble((Member member) -> member.drawnTo).thenComparing(member -> member.id));
    private double level;
    private long lastNanos;

    /** Someone whose credit is not full: it is {@code level - drawnTo}. */
    private static final class Member {
        private final String id;
        private double drawnTo;

        Member(String id, double drawnTo) {
            this.id = id;
            this.drawnTo = drawnTo;
        }
    }

    /** Divides {@code perSecond}; nobody's credit is more than {@code credit}, nor his debt. */
    FairShare(double perSecond, double credit, long nowNanos) {
        this.perNano = perSecond / NANOS;
        this.credit = credit;
        this.lastNanos = nowNanos;
    }

    /** Whether the credit covers {@code amount}; a full one covers everything. */
    boolean covers(String id, double amount, long nowNanos) {
        rise(nowNanos);
        Member member = drawing.get(id);
        return member == null || level - member.drawnTo >= Math.min(amount, credit);
    }

    /** Draws {@code amount} on the credit. */
    void take(String id, double amount, long nowNanos) {
        rise(nowNanos);
        Member member = drawing.get(id);
        if (member == null) {
            member = new Member(id, level - credit);
            drawing.put(id, member);
        } else {
            nextFull.remove(member);
        }
        member.drawnTo = Math.min(member.drawnTo + amount, level + credit);
        nextFull.add(member);
    }

    /** After how long the credit covers {@code amount}, at the latest, if no more come to share. */
    long nanosUntil(String id, double amount, long nowNanos) {
        rise(nowNanos);
        Member member = drawing.get(id);
        double missing = member == null ? 0 : Math.max(0, Math.min(amount, credit) - (level - member.drawnTo));
        return (long) Math.ceil(missing * drawing.size() / perNano);
    }

    /** How many draw on their credit. */
    int drawing(long nowNanos) {
        rise(nowNanos);
        return drawing.size();
    }

    /** Spreads what has accrued; whoever is full takes no more of it. */
    private void rise(long nowNanos) {
        double accrued = Math.max(0, nowNanos - lastNanos) * perNano;
        lastNanos = Math.max(lastNanos, nowNanos);
        while (!nextFull.isEmpty()) {
            Member first = nextFull.first();
            double wanted = (first.drawnTo + credit - level) * drawing.size();
            if (accrued < wanted) {
                level += accrued / drawing.size();
                return;
            }
            accrued -= Math.max(0, wanted);
            level = Math.max(level, first.drawnTo + credit);
            nextFull.pollFirst();
            drawing.remove(first.id);
        }
        level = 0; // nobody is measured by it
    }
}
