package io.wardlog.edge.listen;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The memory that messages may take from being read until they are answered, over all connections of the agent together. Whoever finds it
 * used up waits in one line and reads nothing meanwhile: nothing is refused. What is given back goes to the head of the line alone, so that large
 * messages are not overtaken for ever. A message is claimed whole before it is read, as long as it says or may be: what is begun can always be
 * finished.
 *
 * <p>Those who have not shown who they are never stand in that line. All of them together hold at most an eighth; when it is used up, the
 * eldest of their claims is ended.
 *
 * <p>Thread-safe; state is guarded by this object's lock, and nobody is told anything while it is held.
 */
public final class MemoryBudget {

    /** What a message takes beside its bytes: the objects that carry it. */
    public static final int PER_MESSAGE = 1_024;

    private static final int STRANGERS_PART = 8;

    private final long bytes;
    private final Set<Claim> line = new LinkedHashSet<>();
    private final Set<Claim> strangers = new LinkedHashSet<>();
    private long held;
    private long heldByStrangers;

    /** A budget of so many bytes. A message that is larger by itself is let in when nothing else is held. */
    public MemoryBudget(long bytes) {
        this.bytes = bytes;
    }

    /** The bytes of one message, held or waited for. Given back once; giving back what is still waited for leaves the line. */
    public final class Claim {
        private final Runnable told;
        private long size;

        private Claim(long size, Runnable told) {
            this.size = size;
            this.told = told;
        }

        /** Whether the bytes are held, so that the message may be read. */
        public boolean isGranted() {
            synchronized (MemoryBudget.this) {
                return !line.contains(this);
            }
        }

        /** The message has turned out to take so much. More is never waited for. */
        public void resize(long actual) {
            change(this, actual);
        }

        /** Nothing is held any more. Does nothing the second time. */
        public void giveBack() {
            change(this, 0);
        }
    }

    /**
     * Claims the bytes of a message of an identified device.
     *
     * @param whenGranted runs later, once and on any thread, when the claim has to wait; not when it is given back before, unless it
     *     was granted at that moment
     */
    public Claim claim(long size, Runnable whenGranted) {
        Claim claim = new Claim(size, whenGranted);
        synchronized (this) {
            if (line.isEmpty() && fits(size)) {
                held += size;
            } else {
                line.add(claim);
            }
        }
        return claim;
    }

    /** Counts what is bounded by its owner and must not wait, because it is read already. */
    public Claim count(long size) {
        synchronized (this) {
            held += size;
        }
        return new Claim(size, () -> {});
    }

    /**
     * Claims bytes of a connection that nobody stands for yet; always granted.
     *
     * @param whenEnded runs on any thread when it must give way; the connection is to be closed then
     */
    public Claim claimOfStranger(long size, Runnable whenEnded) {
        Claim claim = new Claim(size, whenEnded);
        List<Claim> ended = new ArrayList<>();
        synchronized (this) {
            Iterator<Claim> eldest = strangers.iterator();
            while (eldest.hasNext() && heldByStrangers + size > bytes / STRANGERS_PART) {
                Claim end = eldest.next();
                eldest.remove();
                heldByStrangers -= end.size;
                held -= end.size;
                end.size = 0;
                ended.add(end);
            }
            strangers.add(claim);
            heldByStrangers += size;
            held += size;
        }
        ended.forEach(end -> end.told.run());
        return claim;
    }

    private void change(Claim claim, long size) {
        List<Claim> granted;
        synchronized (this) {
            long more = size - claim.size;
            claim.size = size;
            if (line.contains(claim)) {
                if (size == 0) {
                    line.remove(claim);
                }
            } else {
                held += more;
            }
            if (strangers.contains(claim)) {
                heldByStrangers += more;
                if (size == 0) {
                    strangers.remove(claim);
                }
            }
            granted = grant();
        }
        granted.forEach(next -> next.told.run());
    }

    private List<Claim> grant() {
        if (line.isEmpty()) {
            return List.of();
        }
        List<Claim> granted = new ArrayList<>();
        Iterator<Claim> waiting = line.iterator();
        while (waiting.hasNext()) {
            Claim next = waiting.next();
            if (!fits(next.size)) {
                break;
            }
            waiting.remove();
            held += next.size;
            granted.add(next);
        }
        return granted;
    }

    private boolean fits(long size) {
        return held + size <= bytes || held == 0;
    }

    /** The most that may be held. */
    public long bytes() {
        return bytes;
    }

    /** How much is held. */
    public synchronized long held() {
        return held;
    }

    /** How many messages wait to be read. */
    public synchronized int waiting() {
        return line.size();
    }
}
