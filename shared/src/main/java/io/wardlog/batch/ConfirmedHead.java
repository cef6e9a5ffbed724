package io.wardlog.batch;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Custody's word: the end of the unbroken prefix of an agent's batches, and how it stands. */
public record ConfirmedHead(BatchLink batch, Status status) {

    /** What custody found; the wire form is the lower-case name. */
    public enum Status {
        OK,
        GAP,
        FORK,
        STALE;

        /** The lower-case name. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The status with this wire name. */
        public static Optional<Status> fromWireName(String name) {
            return Arrays.stream(values())
                    .filter(s -> s.wireName().equals(name))
                    .findFirst();
        }
    }
}
