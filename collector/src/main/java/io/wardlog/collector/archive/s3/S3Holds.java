package io.wardlog.collector.archive.s3;

import io.minio.DisableObjectLegalHoldArgs;
import io.minio.EnableObjectLegalHoldArgs;
import io.minio.IsObjectLegalHoldEnabledArgs;
import io.minio.MinioClient;
import io.minio.errors.ErrorResponseException;
import io.wardlog.collector.archive.ArchivedFile;
import io.wardlog.collector.archive.Manifest;
import io.wardlog.collector.archive.hold.HoldRecord;
import io.wardlog.collector.archive.hold.HoldStore;
import io.wardlog.collector.archive.hold.Holds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Legal holds of an archive in a bucket: on the oldest version of each file that is meant, and of each manifest that makes one count. Each is
 * read back. Used by one thread.
 */
public final class S3Holds implements HoldStore {
    private static final String RECORDS = "holds/";
    private static final String MANIFESTS = "manifests/";
    private static final List<String> KINDS = List.of("events/", "proofs/", "disclosures/");
    private static final Set<String> NONE =
            Set.of("NoSuchObjectLockConfiguration", "ObjectLockConfigurationNotFoundError");

    private final S3Bucket bucket;
    private final S3Calls calls;
    private final MinioClient client;

    /** Uses the bucket without owning it. */
    public S3Holds(S3Bucket bucket) {
        this.bucket = bucket;
        this.calls = bucket.calls();
        this.client = calls.client();
    }

    @Override
    public Holds holds() throws IOException {
        bucket.requireLocking();
        List<HoldRecord> records = new ArrayList<>();
        for (StoredObject object : bucket.oldestVersions(RECORDS)) {
            try {
                records.add(HoldRecord.parse(bucket.read(object)));
            } catch (IllegalArgumentException notOne) {
                throw new IOException(object.name() + " cannot be used: " + notOne.getMessage(), notOne);
            }
        }
        return Holds.of(records);
    }

    @Override
    public int set(HoldRecord hold) throws IOException {
        Holds before = holds();
        if (before.released().containsKey(hold.id())) {
            throw new IOException("the hold " + hold.id() + " was released; take another id");
        }
        HoldRecord standing = before.active().get(hold.id());
        if (standing != null && !standing.scope().equals(hold.scope())) {
            throw new IOException("there is a hold " + hold.id() + " about something else; take another id");
        }
        if (standing == null) {
            record(hold);
        }
        return carryOut(hold.scope()::holds, true);
    }

    @Override
    public int release(HoldRecord release) throws IOException {
        Holds before = holds();
        if (!before.active().containsKey(release.id()) && !before.released().containsKey(release.id())) {
            throw new IOException("there is no hold " + release.id());
        }
        if (before.active().containsKey(release.id())) {
            record(release);
        }
        Holds after = holds();
        return carryOut(release.scope()::holds, false, after::hold);
    }

    @Override
    public int apply() throws IOException {
        return carryOut(holds()::hold, true);
    }

    @Override
    public List<HoldStore.Held> state() throws IOException {
        List<HoldStore.Held> state = new ArrayList<>();
        for (StoredObject object : meant(holds()::hold)) {
            state.add(new HoldStore.Held(object.name(), isHeld(object)));
        }
        return state;
    }

    private void record(HoldRecord hold) throws IOException {
        String action = hold.action() == HoldRecord.Action.SET ? "set" : "release";
        bucket.writes().put(RECORDS + hold.id() + "-" + action + "-" + UUID.randomUUID() + ".json", hold.toJson());
    }

    private int carryOut(Predicate<String> files, boolean held) throws IOException {
        return carryOut(files, held, name -> false);
    }

    /** Objects that something else holds as well stay as they are. */
    private int carryOut(Predicate<String> files, boolean held, Predicate<String> except) throws IOException {
        Set<StoredObject> kept = Set.copyOf(meant(except));
        int changed = 0;
        for (StoredObject object : meant(files)) {
            if (!kept.contains(object)) {
                set(object, held);
                changed++;
            }
        }
        return changed;
    }

    /** The files that are meant, and the manifests that list one of them. */
    private List<StoredObject> meant(Predicate<String> files) throws IOException {
        List<StoredObject> meant = new ArrayList<>();
        for (String kind : KINDS) {
            bucket.oldestVersions(kind).stream()
                    .filter(object -> files.test(object.name()))
                    .forEach(meant::add);
        }
        for (StoredObject object : bucket.oldestVersions(MANIFESTS)) {
            if (lists(object, files)) {
                meant.add(object);
            }
        }
        return meant;
    }

    /** A manifest that does not parse makes nothing count. */
    private boolean lists(StoredObject object, Predicate<String> files) throws IOException {
        try {
            return Manifest.parse(bucket.read(object)).files().stream()
                    .map(ArchivedFile::name)
                    .anyMatch(files);
        } catch (IllegalArgumentException | ArithmeticException corrupt) {
            return false;
        }
    }

    private void set(StoredObject object, boolean held) throws IOException {
        calls.call(held ? "hold" : "release", object.name(), () -> {
            if (held) {
                client.enableObjectLegalHold(EnableObjectLegalHoldArgs.builder()
                        .bucket(calls.config().bucket())
                        .object(calls.key(object.name()))
                        .versionId(object.versionId())
                        .build());
            } else {
                client.disableObjectLegalHold(DisableObjectLegalHoldArgs.builder()
                        .bucket(calls.config().bucket())
                        .object(calls.key(object.name()))
                        .versionId(object.versionId())
                        .build());
            }
            return null;
        });
        if (isHeld(object) != held) {
            throw new IOException("the store took the hold of " + object.name() + " and does not keep it as asked");
        }
    }

    private boolean isHeld(StoredObject object) throws IOException {
        return calls.call("read the hold of", object.name(), () -> {
            try {
                return client.isObjectLegalHoldEnabled(IsObjectLegalHoldEnabledArgs.builder()
                        .bucket(calls.config().bucket())
                        .object(calls.key(object.name()))
                        .versionId(object.versionId())
                        .build());
            } catch (ErrorResponseException e) {
                if (NONE.contains(e.errorResponse().code())) {
                    return false;
                }
                throw e;
            }
        });
    }
}
