package io.wardlog.edge.listen.file;

import io.wardlog.edge.device.DeviceIdentity;
import io.wardlog.edge.listen.file.Placing.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The files of one device. {@link #look} finds out which there are, {@link #pump} hands over their lines, one file after the
 * other, so that a rotated one is at its end before the next begins. Confined to the file listener's thread.
 */
final class DeviceFolder {

    private final Path path;
    private final DeviceIdentity device;
    private final Volume volume;
    private final HandOver handOver;
    private final FolderFiles files;
    private final Placing placing;
    private boolean isThere = true;

    DeviceFolder(DeviceIdentity device, FileShared shared, Volume volume) {
        this.path = shared.config().directory().resolve(device.deviceId());
        this.device = device;
        this.volume = volume;
        this.handOver = new HandOver(device, shared);
        this.files = new FolderFiles(device.deviceId(), shared, handOver);
        this.placing = new Placing(device.deviceId(), shared, handOver, files);
    }

    Path path() {
        return path;
    }

    DeviceIdentity device() {
        return device;
    }

    /** Whether something is on its way to the disk. */
    boolean isUnderWay() {
        return files.tails().values().stream().anyMatch(Tail::isUnderWay);
    }

    /** Whether a file may be another than it was, so that the directory must be looked at before it is read on. */
    boolean wantsLook() {
        return files.tails().values().stream().anyMatch(tail -> !tail.isLookedAgain());
    }

    /** For how long there is no use in pumping, because there was no room. */
    Duration pause() {
        return handOver.pause();
    }

    /** Whether the directory is there. */
    void there(boolean is) {
        isThere = is;
    }

    /** Whether the directory is not there, and nothing of it is open any more. */
    boolean isOver() {
        return !isThere && files.tails().isEmpty();
    }

    /**
     * Finds what was created, renamed and deleted.
     *
     * @throws IOException when the directory cannot be read; then everything stays as it was
     */
    void look() throws IOException {
        if (!isThere) {
            files.leave();
            return;
        }
        try (Folder folder = volume.open(device.deviceId())) {
            files.look(folder);
        }
    }

    /** Hands over what there is room for; true when there is more to do at once. What cannot be read keeps no other file waiting. */
    boolean pump() {
        if (!handOver.pause().isZero()) {
            return false;
        }
        boolean aCopyWaits = false;
        for (Tail tail : files.order()) {
            Progress is = tryPump(tail, aCopyWaits);
            if (is == Progress.MORE || is == Progress.BLOCKS) {
                return is == Progress.MORE;
            }
            aCopyWaits |= is == Progress.WAITS && !tail.isEmpty();
        }
        return false;
    }

    private Progress tryPump(Tail tail, boolean aCopyWaits) {
        try {
            Progress is = pump(tail, aCopyWaits);
            files.unread().well(tail.file().key());
            return is;
        } catch (IOException failed) {
            files.unread().tell(tail.file().key(), tail.name(), failed);
            if (tail.isUnderWay()) {
                return Progress.BLOCKS;
            }
            files.reopen(tail);
            return Progress.PLACED;
        }
    }

    private Progress pump(Tail tail, boolean aCopyWaits) throws IOException {
        if (!tail.isPlaced()) {
            Progress is = tail.isUnderWay() ? Progress.BLOCKS : placing.place(tail, aCopyWaits);
            if (is != Progress.PLACED) {
                return is;
            }
        }
        if (handOver.run(tail)) {
            return Progress.MORE;
        }
        return tail.isUnderWay() || !tail.isPlaced() ? Progress.BLOCKS : Progress.PLACED;
    }

    /** Reads no more of it. What is on its way is recorded, and found again by whoever comes next. */
    void close() {
        files.close();
    }
}
