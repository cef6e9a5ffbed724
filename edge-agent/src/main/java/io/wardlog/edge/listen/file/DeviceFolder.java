package io.wardlog.edge.listen.file;

import io.wardlog.edge.accept.FileGap;
import io.wardlog.edge.accept.FileStep;
import io.wardlog.edge.device.DeviceIdentity;
import io.wardlog.edge.entry.FilePosition;
import io.wardlog.edge.listen.file.FileNames.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of one device. {@link #look} finds out which there are, {@link #pump} hands over their lines, one file after the
 * other, so that a rotated one is at its end before the next begins. Confined to the file listener's thread.
 */
final class DeviceFolder {

    private static final Logger log = LoggerFactory.getLogger(DeviceFolder.class);

    /** How long a writer may take to leave a file that was deleted. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final int MOST_NAMED = 1_000;

    private final Path path;
    private final DeviceIdentity device;
    private final FileShared shared;
    private final HandOver handOver;
    private final Copies copies;
    private final FinishedFiles finished;
    private final FileTroubles unopened;
    private final FileTroubles unread;
    private final Map<String, Tail> tails = new HashMap<>();
    private final Map<String, Long> goneSince = new HashMap<>();
    private final Set<String> named = new LinkedHashSet<>();
    private List<Tail> order = List.of();
    private boolean firstLook = true;
    private Set<String> goneAtStart = Set.of();

    DeviceFolder(Path path, DeviceIdentity device, FileShared shared) {
        this.path = path;
        this.device = device;
        this.shared = shared;
        this.handOver = new HandOver(device, shared);
        this.finished = new FinishedFiles(device.deviceId(), shared);
        this.unopened = new FileTroubles(device.deviceId());
        this.unread = new FileTroubles(device.deviceId());
        this.copies = new Copies(
                device.deviceId(), shared.lines(), tails, shared.config().pollInterval());
    }

    Path path() {
        return path;
    }

    DeviceIdentity device() {
        return device;
    }

    /** Whether something is on its way to the disk. */
    boolean isUnderWay() {
        return tails.values().stream().anyMatch(Tail::isUnderWay);
    }

    /** Whether a file may be another than it was, so that the directory must be looked at before it is read on. */
    boolean wantsLook() {
        return tails.values().stream().anyMatch(tail -> !tail.isLookedAgain());
    }

    /** For how long there is no use in pumping, because there was no room. */
    Duration pause() {
        return handOver.pause();
    }

    /**
     * Finds what was created, renamed and deleted. A file that cannot be opened is left out, and tried again at the next look.
     *
     * @throws IOException when the directory cannot be read; then everything stays as it was
     */
    void look() throws IOException {
        List<FoundFile> found = FoundFile.in(path, shared.names());
        Set<String> keys = new LinkedHashSet<>();
        long now = System.nanoTime();
        for (FoundFile file : found) {
            boolean isFirstName = keys.add(file.key());
            if (isFirstName && (tails.containsKey(file.key()) || !finished.rests(file))) {
                trySeen(file, now);
            }
        }
        for (Tail tail : List.copyOf(tails.values())) {
            if (!keys.contains(tail.file().key())) {
                tail.missing(now);
                tryLetGo(tail, now);
            }
        }
        finished.retain(keys);
        unopened.retain(keys);
        unread.retain(tails.keySet());
        forget(keys, now);
        order = tails.values().stream().sorted(Tail.ORDER).toList();
    }

    private void trySeen(FoundFile found, long now) {
        try {
            seen(found, now);
            unopened.well(found.key());
        } catch (IOException failed) {
            unopened.tell(found.key(), found.name(), failed);
        }
    }

    private void seen(FoundFile found, long now) throws IOException {
        Tail tail = tails.get(found.key());
        if (tail == null) {
            boolean settled =
                    shared.lines().position(device.deviceId(), found.key()).isPresent();
            if (found.kind() == Kind.OTHER && !settled) {
                leaveAlone(found.name());
                return;
            }
            Optional<FollowedFile> file = found.open(shared);
            if (file.isEmpty()) {
                return;
            }
            tail = new Tail(file.get());
            tails.put(found.key(), tail);
        }
        goneSince.remove(found.key());
        tail.seen(found, now);
        finished.delete(tail, found);
        if (finished.close(tail, found)) {
            tails.remove(found.key());
        }
    }

    private void leaveAlone(String name) {
        if (named.size() < MOST_NAMED && named.add(name)) {
            log.atWarn()
                    .addKeyValue("deviceId", device.deviceId())
                    .addKeyValue("name", FileFollower.printable(name))
                    .log("file_left_alone");
        }
    }

    private void tryLetGo(Tail tail, long now) {
        try {
            letGo(tail, now);
        } catch (IOException failed) {
            unread.tell(tail.file().key(), tail.name(), failed);
        }
    }

    /** A deleted file is read to its end, and a line without one is recorded as refused. */
    private void letGo(Tail tail, long now) throws IOException {
        boolean late = now - tail.goneSince() >= GRACE.toNanos();
        if (!late
                || tail.isUnderWay()
                || !tail.isPlaced()
                || tail.file().end() < tail.file().size()) {
            return;
        }
        if (tail.file().partial().length() > 0) {
            handOver.refusePartial(tail);
        } else {
            tail.file().close();
            tails.remove(tail.file().key());
            goneSince.put(tail.file().key(), now);
        }
    }

    private void forget(Set<String> there, long now) {
        Set<String> gone = new LinkedHashSet<>(shared.lines().keys(device.deviceId()));
        gone.removeAll(there);
        gone.removeAll(tails.keySet());
        if (firstLook) {
            firstLook = false;
            goneAtStart = Set.copyOf(gone);
        }
        goneSince.keySet().retainAll(gone);
        for (String key : gone) {
            Long since = goneSince.putIfAbsent(key, now);
            if (since != null && now - since >= shared.config().forgetAfter().toNanos()) {
                shared.lines().position(device.deviceId(), key).ifPresent(at -> forget(key, at));
            }
        }
    }

    /** Of a file that was being written when the agent was last there, nobody knows what came after. */
    private void forget(String key, FilePosition settled) {
        boolean unread = goneAtStart.contains(key) && shared.names().of(settled.name()) == Kind.LIVE;
        Optional<FileGap> gap = unread ? Optional.of(new FileGap(FileGap.Cause.OFFLINE, false)) : Optional.empty();
        goneSince.remove(key); // tried again after as long when there is no room
        FileStep step = new FileStep(device.deviceId(), key, settled.offset(), Optional.empty());
        shared.lines().move(step, gap, taken -> {});
    }

    /** Hands over what there is room for; true when there is more to do at once. What cannot be read keeps no other file waiting. */
    boolean pump() {
        if (!handOver.pause().isZero()) {
            return false;
        }
        boolean aCopyWaits = false;
        for (Tail tail : order) {
            Pumped is = tryPump(tail, aCopyWaits);
            if (is == Pumped.MORE || is == Pumped.BLOCKS) {
                return is == Pumped.MORE;
            }
            aCopyWaits |= is == Pumped.WAITS;
        }
        return false;
    }

    private Pumped tryPump(Tail tail, boolean aCopyWaits) {
        try {
            Pumped is = pump(tail, aCopyWaits);
            unread.well(tail.file().key());
            return is;
        } catch (IOException failed) {
            unread.tell(tail.file().key(), tail.name(), failed);
            return tail.isUnderWay() ? Pumped.BLOCKS : Pumped.DONE;
        }
    }

    private Pumped pump(Tail tail, boolean aCopyWaits) throws IOException {
        if (!tail.isPlaced()) {
            Pumped placing = tail.isUnderWay() ? Pumped.BLOCKS : place(tail, aCopyWaits);
            if (placing != Pumped.DONE) {
                return placing;
            }
        }
        if (handOver.run(tail)) {
            return Pumped.MORE;
        }
        return tail.isUnderWay() || !tail.isPlaced() ? Pumped.BLOCKS : Pumped.DONE;
    }

    private enum Pumped {
        DONE,
        /** There is more to do at once. */
        MORE,
        /** Nothing behind it may be read now. */
        BLOCKS,
        /** It is a copy of what is read as the original. */
        WAITS
    }

    /** Goes to where the file is settled, or finds out what it is. */
    private Pumped place(Tail tail, boolean aCopyWaits) throws IOException {
        Optional<FilePosition> settled =
                shared.lines().position(device.deviceId(), tail.file().key());
        if (settled.isEmpty() && tail.kind() == Kind.ROTATED) {
            Copies.Judgement is = copies.judge(tail);
            if (is instanceof Copies.Judgement.SettledTo copy) {
                handOver.move(tail, 0, copy.position(), Optional.empty());
            }
            if (!(is instanceof Copies.Judgement.New)) {
                return is instanceof Copies.Judgement.Waits ? Pumped.WAITS : Pumped.BLOCKS;
            }
        }
        if (tail.file().goTo(settled)) {
            tail.placed();
            settled.filter(at -> !at.name().equals(tail.name()) && tail.isListed())
                    .ifPresent(at -> handOver.move(tail, at.offset(), named(at, tail.name()), Optional.empty()));
            return tail.isUnderWay() ? Pumped.BLOCKS : Pumped.DONE;
        }
        // A copy of what it was may be there, which is read first
        if (tail.isLookedAgain() && !aCopyWaits) {
            beginAnew(tail, settled.orElseThrow());
        }
        return Pumped.BLOCKS;
    }

    private static FileStep.To named(FilePosition at, String name) {
        return new FileStep.To(name, at.offset(), at.fingerprint());
    }

    /** It is not what was read. Under its old name it was cut; under another it may be a new file that got an old one's key. */
    private void beginAnew(Tail tail, FilePosition settled) {
        boolean cut = tail.wasPlaced() || settled.name().equals(tail.name());
        FileGap.Cause cause = tail.wasPlaced() ? FileGap.Cause.UNKNOWN : FileGap.Cause.OFFLINE;
        log.atWarn()
                .addKeyValue("deviceId", device.deviceId())
                .addKeyValue("name", FileFollower.printable(tail.name()))
                .addKeyValue("offset", settled.offset())
                .addKeyValue("cut", cut)
                .log("file_began_anew");
        handOver.move(
                tail,
                settled.offset(),
                new FileStep.To(tail.name(), 0, Fingerprint.OF_NOTHING),
                cut ? Optional.of(new FileGap(cause, true)) : Optional.empty());
    }

    /** Reads no more of it. What is on its way is recorded, and found again by whoever comes next. */
    void close() {
        List<IOException> failures = new ArrayList<>();
        for (Tail tail : tails.values()) {
            try {
                tail.file().close();
            } catch (IOException failed) {
                failures.add(failed);
            }
        }
        failures.forEach(failed -> log.atWarn().setCause(failed).log("file_not_closed"));
        tails.clear();
        order = List.of();
    }
}
