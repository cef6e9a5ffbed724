package io.wardlog.collector.archive.s3;

import io.wardlog.hash.Hash;
import io.wardlog.hold.HoldFile;
import io.wardlog.hold.SignedHold;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** The records of holds in a bucket, locked like manifests; of each name the oldest version. Used by one thread. */
public final class HoldRecords {
    /** Where they lie, in a bucket and in a copy of it. */
    public static final String FOLDER = "holds/";

    private final S3Bucket bucket;

    /** Uses the bucket without owning it. */
    public HoldRecords(S3Bucket bucket) {
        this.bucket = bucket;
    }

    /** Everything that lies there, whatever it is, in the order of names. */
    public List<HoldFile> files() throws IOException {
        List<HoldFile> files = new ArrayList<>();
        for (StoredObject object : bucket.oldestVersions(FOLDER)) {
            files.add(new HoldFile(object.name(), bucket.read(object)));
        }
        return files;
    }

    void add(SignedHold hold) throws IOException {
        String action = hold.hold().step().action().name().toLowerCase(Locale.ROOT);
        String name = FOLDER + hold.hold().id() + "-" + action + "-" + UUID.randomUUID() + ".hold";
        bucket.writes().put(name, hold.encode());
    }

    /** The objects that hold this very record. */
    List<StoredObject> objects(HoldId hold) throws IOException {
        List<StoredObject> objects = new ArrayList<>();
        for (StoredObject object : bucket.oldestVersions(FOLDER + hold.id() + "-")) {
            if (hash(bucket.read(object)).filter(hold.record()::equals).isPresent()) {
                objects.add(object);
            }
        }
        return objects;
    }

    /** A hold by its name and the hash of its record. */
    record HoldId(String id, Hash record) {}

    private static Optional<Hash> hash(byte[] bytes) {
        return SignedHold.decode(bytes) instanceof SignedHold.Reading.Value value
                ? Optional.of(value.signed().hash())
                : Optional.empty();
    }
}
