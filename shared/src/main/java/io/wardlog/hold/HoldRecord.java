package io.wardlog.hold;

import io.wardlog.event.EventTimes;
import io.wardlog.hash.Hash;
import io.wardlog.keys.KeyId;
import io.wardlog.keys.SignedObject;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The body of a hold's record, object type {@code hold}: who set or released a hold, when and why.
 *
 * @param signature with which algorithm and key it is signed
 * @param step what is done
 * @param id the hold's name: a-z, 0-9 and -, at most 64
 * @param scope what it is about; of a release the same as of what it releases
 * @param reason why, by whom and when
 */
public record HoldRecord(Signature signature, Step step, String id, HoldScope scope, Reason reason) {
    /** The object type, which is part of the signed tag. */
    public static final String TYPE = "hold";

    /** The most characters of a reason, and of the name of who gives it. */
    public static final int LONGEST_TEXT = 1_000;

    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

    /** The signature algorithm's name, and the key. */
    public record Signature(String alg, KeyId keyId) {}

    /**
     * What is done.
     *
     * @param releases of a release, and of nothing else: the hash of the record of the hold that ends
     */
    public record Step(Action action, Optional<Hash> releases) {
        /** Refuses a release of nothing, and a hold that releases. */
        public Step {
            if ((action == Action.RELEASE) != releases.isPresent()) {
                throw new IllegalArgumentException("a release, and nothing else, names what it releases");
            }
        }

        /** The end of the hold whose record has this hash. */
        public static Step release(Hash hold) {
            return new Step(Action.RELEASE, Optional.of(hold));
        }

        /** The beginning of a hold. */
        public static Step set(Action action) {
            return new Step(action, Optional.empty());
        }
    }

    /** The kinds of steps. */
    public enum Action {
        /** A hold begins on what is archived; that nothing is would be a mistake. */
        SET,
        /** A hold begins, and is meant for what will be archived, also when nothing is yet. */
        SET_AHEAD,
        /** A hold ends. */
        RELEASE
    }

    /**
     * Why, by whom (as he says) and when.
     *
     * @param at UTC, six digits
     */
    public record Reason(String text, String by, String at) {}

    /** Refuses an id that could not stand in a name, a reason that is missing or a book, and a time of another form. */
    public HoldRecord {
        if (!isId(id)) {
            throw new IllegalArgumentException("a hold's id is a-z, 0-9 and -, at most 64");
        }
        if (!isText(reason.text()) || !isText(reason.by())) {
            throw new IllegalArgumentException("reason and name are 1 to " + LONGEST_TEXT + " characters");
        }
        if (EventTimes.readMicros(reason.at()).isEmpty()) {
            throw new IllegalArgumentException("a hold's time is UTC with six digits");
        }
    }

    /** The canonical body. */
    public byte[] canonical() {
        return HoldJson.write(this);
    }

    /** SHA-256 of the tagged body: by it a release names what it releases. */
    public Hash hash() {
        return SignedObject.hash(TYPE, canonical());
    }

    /** Whether this begins a hold. */
    public boolean begins() {
        return step.action() != Action.RELEASE;
    }

    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    static boolean isText(String text) {
        return !text.isBlank() && text.length() <= LONGEST_TEXT;
    }
}
