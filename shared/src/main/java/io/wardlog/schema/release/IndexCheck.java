package io.wardlog.schema.release;

import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import io.wardlog.keys.KeyRing;
import io.wardlog.keys.TrustedKey;
import io.wardlog.schema.InvalidSchemaException;
import io.wardlog.schema.SchemaIndex;
import io.wardlog.schema.SchemaSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether schemas are those that a maintainer signed: the index by its signature, every document by its hash in the index. */
public final class IndexCheck {
    private IndexCheck() {}

    /** What {@link #check} found. */
    public sealed interface Result {
        /** The key signed this index, and every document is of its hash. */
        record Genuine(SignedIndex signed, SchemaIndex index) implements Result {}

        /** It did not, or one is not; a sentence each, at least one. */
        record Refused(List<String> problems) implements Result {
            public Refused {
                problems = List.copyOf(problems);
            }
        }
    }

    /**
     * Checks an index, the signature beside it and all that it names. Nothing is read of an index before the signature covers it.
     *
     * @param key whose signature counts; trusted for the product's schemas
     * @throws java.io.UncheckedIOException when a file cannot be read
     */
    public static Result check(SchemaSource source, TrustedKey key) {
        try {
            byte[] index = source.read(SchemaIndex.FILE);
            SignedIndex.Reading reading = SignedIndex.decode(source.read(SignedIndex.FILE));
            if (reading instanceof SignedIndex.Reading.Refused refused) {
                return new Result.Refused(List.of(refused.detail()));
            }
            SignedIndex signed = ((SignedIndex.Reading.Value) reading).signed();
            Optional<String> doubt = doubt(signed, key, Sha256.of(index));
            if (doubt.isPresent()) {
                return new Result.Refused(List.of(doubt.get()));
            }
            SchemaIndex named = SchemaIndex.read(index);
            List<String> changed = changed(named, source);
            return changed.isEmpty() ? new Result.Genuine(signed, named) : new Result.Refused(changed);
        } catch (InvalidSchemaException e) {
            return new Result.Refused(List.of(e.getMessage()));
        }
    }

    /** Every document that an index names and that is missing or not of its hash, a sentence each. */
    public static List<String> changed(SchemaIndex index, SchemaSource source) {
        List<String> changed = new ArrayList<>();
        index.documents().forEach((file, sha256) -> {
            try {
                Hash found = Sha256.of(source.read(file));
                if (!found.equals(sha256)) {
                    changed.add(file + " was changed: its SHA-256 is " + found + ", the index has " + sha256);
                }
            } catch (InvalidSchemaException missing) {
                changed.add(missing.getMessage());
            }
        });
        return changed;
    }

    private static Optional<String> doubt(SignedIndex signed, TrustedKey key, Hash found) {
        SignedIndex.Body body = signed.body();
        if (!body.keyId().equals(key.keyId())) {
            return Optional.of(
                    SignedIndex.FILE + " is by the key " + body.keyId() + ", the one to check with is " + key.keyId());
        }
        if (!signed.isSignedBy(new KeyRing(List.of(key)))) {
            return Optional.of("the signature in " + SignedIndex.FILE + " is not of the key that it names");
        }
        return body.sha256().equals(found)
                ? Optional.empty()
                : Optional.of(SchemaIndex.FILE + " is not the one that was signed at " + body.signedAt()
                        + ": its SHA-256 is " + found + ", signed is " + body.sha256());
    }
}
