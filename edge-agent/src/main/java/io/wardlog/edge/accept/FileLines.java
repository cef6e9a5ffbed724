package io.wardlog.edge.accept;

import io.wardlog.edge.entry.FilePosition;
import io.wardlog.edge.state.FileBeginnings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Where the file listener hands over lines. Each comes with the {@link FileStep} that it makes in its file, and both are
 * recorded in one group or not at all, so that a restart goes on behind the last line that is on record.
 *
 * <p>A step is taken only from where it starts: when a line before it found no room, those behind it are answered {@link
 * Outcome.Busy}, and nothing of them is kept. The caller then goes back to {@link #position}. Thread-safe. Never blocks; each
 * callback comes once, on the caller's or the writer's thread, and never after a fatal fault of the journal.
 */
public interface FileLines {

    /** How far a device's file is settled; absent when nothing of it is. May be ahead of the disk while a group is written. */
    Optional<FilePosition> position(String deviceId, String key);

    /** The keys of a device's files of which something is settled. */
    Set<String> keys(String deviceId);

    /** What a device's files begin with, as far as they are settled. */
    FileBeginnings beginnings(String deviceId);

    /** Whether the collector has confirmed everything that was read of the file. */
    boolean isConfirmed(String deviceId, String key);

    /**
     * For how long the line must stay in its file, because its device sends faster than it may; absent when it may come now, which is then
     * counted.
     */
    Optional<Duration> mustWait(Arrival line);

    /** Takes a line as {@link Acceptor#accept} takes a message. */
    void accept(Arrival line, FileStep step, Consumer<Outcome> whenDurable);

    /** Records that a line was refused; answered {@link Outcome.Rejected} when that is on disk, else {@link Outcome.Busy}. */
    void refuse(Refusal refusal, FileStep step, Consumer<Outcome> whenDurable);

    /**
     * Takes steps without a line, all or none: a file has another name, another key, other content, or is gone.
     *
     * @param steps at least one
     * @param gap why lines may be missing in the file of the first step, which is then declared; absent when none can be
     * @param whenDurable told whether the steps were taken
     */
    void move(List<FileStep> steps, Optional<FileGap> gap, Consumer<Boolean> whenDurable);
}
