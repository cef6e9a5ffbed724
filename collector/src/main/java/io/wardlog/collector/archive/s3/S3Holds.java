package io.wardlog.collector.archive.s3;

import io.wardlog.collector.archive.hold.HoldStore;
import io.wardlog.collector.archive.hold.Holds;
import io.wardlog.collector.archive.s3.HeldObjects.Meant;
import io.wardlog.collector.archive.s3.HoldRecords.HoldId;
import io.wardlog.hash.Hash;
import io.wardlog.hold.HoldRecord;
import io.wardlog.hold.HoldRecord.Action;
import io.wardlog.hold.SignedHold;
import io.wardlog.keys.KeyRing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Legal holds of an archive in a bucket: on the oldest version of each file that is meant, of each manifest that makes one count, and of the hold's
 * own record, which must last as long as it. Each is read back. Used by one thread.
 */
public final class S3Holds implements HoldStore {
    private final S3Bucket bucket;
    private final KeyRing keys;
    private final HoldRecords records;
    private final HeldObjects objects;
    private final HoldFlags flags;

    /** Uses the bucket without owning it, and believes records that one of {@code keys} signed. */
    public S3Holds(S3Bucket bucket, KeyRing keys) {
        this.bucket = bucket;
        this.keys = keys;
        this.records = new HoldRecords(bucket);
        this.objects = new HeldObjects(bucket);
        this.flags = new HoldFlags(bucket.calls());
    }

    @Override
    public Holds holds() throws IOException {
        bucket.requireLocking();
        return Holds.of(records.files(), keys);
    }

    @Override
    public Outcome set(SignedHold hold) throws IOException {
        HoldRecord wanted = hold.hold();
        Holds before = holds();
        if (!before.releases(wanted.id()).isEmpty()) {
            throw new IOException("the hold " + wanted.id() + " was released; take another id");
        }
        List<SignedHold> known = before.standing(wanted.id());
        if (known.stream().anyMatch(each -> !each.hold().scope().equals(wanted.scope()))) {
            throw new IOException("there is a hold " + wanted.id() + " about something else; take another id");
        }
        List<Meant> meant = objects.of(wanted.scope());
        if (meant.isEmpty() && wanted.step().action() == Action.SET) {
            return new Outcome(List.of(), List.of(hold));
        }
        if (known.isEmpty()) {
            records.add(hold);
        }
        Set<StoredObject> all = objectsOf(meant);
        all.addAll(recordsOf(known.isEmpty() ? List.of(hold) : known));
        return carryOut(all, true, List.of());
    }

    @Override
    public Outcome release(SignedHold release) throws IOException {
        HoldRecord ended = release.hold();
        Hash record = ended.step().releases().orElseThrow();
        if (holds().stands(record)) {
            records.add(release);
        }
        Holds others = holds();
        Set<StoredObject> lifted = new LinkedHashSet<>();
        for (Meant each : objects.of(ended.scope())) {
            if (each.files().stream().noneMatch(others::hold)) {
                lifted.add(each.object());
            }
        }
        lifted.addAll(records.objects(new HoldId(ended.id(), record)));
        return carryOut(lifted, false, List.of());
    }

    @Override
    public Outcome apply() throws IOException {
        Standing standing = standing();
        return carryOut(standing.objects, true, standing.aboutNothing);
    }

    @Override
    public Outcome state() throws IOException {
        Standing standing = standing();
        List<Held> state = new ArrayList<>();
        for (StoredObject object : standing.objects) {
            state.add(new Held(object.name(), flags.isSet(object)));
        }
        return new Outcome(state, standing.aboutNothing);
    }

    /** What the holds that stand are about, and those that are about nothing. */
    private record Standing(Set<StoredObject> objects, List<SignedHold> aboutNothing) {}

    private Standing standing() throws IOException {
        Set<StoredObject> all = new LinkedHashSet<>();
        List<SignedHold> aboutNothing = new ArrayList<>();
        List<SignedHold> holds = holds().standing();
        for (SignedHold hold : holds) {
            List<Meant> meant = objects.of(hold.hold().scope());
            if (meant.isEmpty() && hold.hold().step().action() == Action.SET) {
                aboutNothing.add(hold);
            }
            all.addAll(objectsOf(meant));
        }
        all.addAll(recordsOf(holds));
        return new Standing(all, aboutNothing);
    }

    private static Set<StoredObject> objectsOf(List<Meant> meant) {
        Set<StoredObject> found = new LinkedHashSet<>();
        meant.forEach(each -> found.add(each.object()));
        return found;
    }

    private Set<StoredObject> recordsOf(List<SignedHold> holds) throws IOException {
        Set<StoredObject> found = new LinkedHashSet<>();
        for (SignedHold hold : holds) {
            found.addAll(records.objects(new HoldId(hold.hold().id(), hold.hash())));
        }
        return found;
    }

    private Outcome carryOut(Set<StoredObject> all, boolean held, List<SignedHold> aboutNothing) throws IOException {
        List<Held> done = new ArrayList<>();
        for (StoredObject object : all) {
            flags.set(object, held);
            done.add(new Held(object.name(), held));
        }
        return new Outcome(done, aboutNothing);
    }
}
