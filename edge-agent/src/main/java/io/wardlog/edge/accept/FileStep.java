package io.wardlog.edge.accept;

import io.wardlog.edge.entry.FileEntry;
import io.wardlog.edge.entry.FilePosition;
import io.wardlog.hash.Hash;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One step through a file: what was settled up to {@code from} is settled up to {@code to}.
 *
 * @param deviceId whose file it is
 * @param key what the operating system knows it by, or a key that no file has for a content that is in none
 * @param from the offset that must be the settled one when the step is taken, 0 when none is
 * @param to where it leads; absent when the file is forgotten
 */
public record FileStep(String deviceId, String key, long from, Optional<To> to) {

    /**
     * The position behind the step: under which name the file was read, up to where, and what it is known again by.
     *
     * @param atMicros since when it is settled; absent for the time of the step
     */
    public record To(String name, long offset, Hash fingerprint, OptionalLong atMicros) {

        /** Settled by this step. */
        public To(String name, long offset, Hash fingerprint) {
            this(name, offset, fingerprint, OptionalLong.empty());
        }

        /** Settled before, under another key. */
        public static To as(FilePosition position) {
            return new To(
                    position.name(), position.offset(), position.fingerprint(), OptionalLong.of(position.atMicros()));
        }
    }

    public FileStep {
        Objects.requireNonNull(deviceId, "deviceId");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(to, "to");
    }

    FileEntry entry(long atMicros) {
        return new FileEntry(
                deviceId,
                key,
                to.map(at ->
                        new FilePosition(at.name(), at.offset(), at.atMicros().orElse(atMicros), at.fingerprint())));
    }
}
