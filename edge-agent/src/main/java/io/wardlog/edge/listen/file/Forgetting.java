package io.wardlog.edge.listen.file;

import io.wardlog.edge.accept.FileGap;
import io.wardlog.edge.accept.FileStep;
import io.wardlog.edge.accept.GapCause;
import io.wardlog.edge.entry.FilePosition;
import io.wardlog.edge.listen.file.FileNames.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of contents of one device that are in no file any more, and for how long. A content whose key is another's now is kept under
 * a key that no file has, until it is found elsewhere or forgotten. Confined to the file listener's thread.
 */
final class Forgetting {

    /** So many former contents of one key are kept. */
    private static final int MOST_FORMER = 16;

    /** It is known what became of it. */
    private static final String LEFT = "left ";
    /** Nobody knows what came after what was read of it. */
    private static final String LOST = "lost ";

    private final String deviceId;
    private final FileShared shared;
    private final Map<String, Long> goneSince = new HashMap<>();
    private final Set<String> accounted = new HashSet<>();
    private final Set<String> lost = new HashSet<>();
    private boolean firstLook = true;
    private Set<String> goneAtStart = Set.of();

    Forgetting(String deviceId, FileShared shared) {
        this.deviceId = deviceId;
        this.shared = shared;
    }

    /** The content of this key was read to its end, or is found elsewhere. */
    void accounted(String key) {
        accounted.add(key);
    }

    /** Not all of the content of this key could be read, and it is gone. */
    void lost(String key) {
        lost.add(key);
    }

    /** The file of this key is read again: more may come. */
    void reopened(String key) {
        accounted.remove(key);
        lost.remove(key);
    }

    /** The step that keeps the content of a key that another has now; none when enough of them are kept. */
    Optional<FileStep> keep(String key, FilePosition content, boolean cut) {
        String why = cut || accounted.contains(key) ? LEFT : LOST;
        for (int number = 1; number <= MOST_FORMER; number++) {
            String former = why + number + ' ' + key;
            if (shared.lines().position(deviceId, former).isEmpty()) {
                return Optional.of(new FileStep(deviceId, former, 0, Optional.of(FileStep.To.as(content))));
            }
        }
        return Optional.empty();
    }

    /** Forgets what is gone for long enough: in no file of these keys; not while it may be in one that is {@code undecided}. */
    void look(Set<String> there, boolean undecided, long now) {
        Set<String> known = shared.lines().keys(deviceId);
        Set<String> gone = new LinkedHashSet<>(known);
        gone.removeAll(there);
        if (firstLook) {
            firstLook = false;
            goneAtStart = Set.copyOf(gone);
        }
        goneSince.keySet().retainAll(gone);
        accounted.retainAll(known);
        sayLost(known, there);
        for (String key : gone) {
            Long since = goneSince.putIfAbsent(key, now);
            if (since != null
                    && !undecided
                    && now - since >= shared.config().forgetAfter().toNanos()) {
                shared.lines().position(deviceId, key).ifPresent(at -> forget(key, at));
            }
        }
    }

    /** Files of which nothing was ever settled, only a line begun. */
    private void sayLost(Set<String> known, Set<String> there) {
        for (String key : Set.copyOf(lost)) {
            if (!known.contains(key) && !there.contains(key)) {
                lost.remove(key);
                shared.lines()
                        .move(
                                List.of(new FileStep(deviceId, key, 0, Optional.empty())),
                                Optional.of(new FileGap(GapCause.UNKNOWN, false)),
                                taken -> {
                                    if (!taken) {
                                        shared.thread().execute(() -> lost.add(key));
                                    }
                                });
            }
        }
    }

    /** Of a file that was being written when it was last read, nobody knows what came after. */
    private void forget(String key, FilePosition settled) {
        boolean open = !key.startsWith(LEFT) && shared.names().of(settled.name()) == Kind.LIVE;
        boolean unread = lost.contains(key) || open && !accounted.contains(key);
        GapCause cause = goneAtStart.contains(key) || key.startsWith(LOST) ? GapCause.OFFLINE : GapCause.UNKNOWN;
        Optional<FileGap> gap = unread ? Optional.of(new FileGap(cause, false)) : Optional.empty();
        goneSince.remove(key); // tried again after as long when there is no room
        FileStep step = new FileStep(deviceId, key, settled.offset(), Optional.empty());
        shared.lines().move(List.of(step), gap, taken -> {});
    }
}
