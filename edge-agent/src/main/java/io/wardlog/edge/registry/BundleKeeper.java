package io.wardlog.edge.registry;

import io.wardlog.error.ErrorCode;
import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import io.wardlog.schema.bundle.BundleCheck;
import io.wardlog.schema.bundle.BundleCheck.Result;
import io.wardlog.schema.bundle.SignedBundle;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bundle in force and the one way for another to take its place: check → keep on disk → record → enter. At a start the kept one enters
 * the same way, so that a crash between two steps is made good by the next start. One thread at a time, but for {@link #version}.
 */
public final class BundleKeeper {

    private static final Logger log = LoggerFactory.getLogger(BundleKeeper.class);

    private final SchemasInForce schemas;
    private final BundleCheck check;
    private final KeptBundle kept;
    private final RegistryRecord events;
    private final RegistryMetrics metrics;
    private Optional<SignedBundle> inForce = Optional.empty();
    private Optional<Hash> lastRefused = Optional.empty();
    private List<Hash> toBeRecorded = new ArrayList<>();
    private volatile long version;

    /** What the keeper works with. */
    public record Parts(SchemasInForce schemas, KeptBundle kept, RegistryRecord events, RegistryMetrics metrics) {}

    /** @param check made for {@link SchemasInForce#withoutBundle} */
    public BundleKeeper(BundleCheck check, Parts parts) {
        this.check = check;
        this.schemas = parts.schemas();
        this.kept = parts.kept();
        this.events = parts.events();
        this.metrics = parts.metrics();
    }

    /** The version of the bundle in force, 0 for none. Any thread. */
    public long version() {
        return version;
    }

    /** Puts in force what was kept, before the first message is accepted; records it with what the directory has. */
    public void begin() throws IOException, InterruptedException {
        schemas.directory().ifPresent(toBeRecorded::add);
        Optional<byte[]> bytes = kept.read();
        if (bytes.isPresent()) {
            Result result = check.check(bytes.get(), Optional.empty());
            if (result instanceof Result.Newer newer) {
                toBeRecorded.add(newer.signed().sha256());
                enter(newer);
            } else if (result instanceof Result.Refused refused) {
                refuse(refused, bytes.get());
            }
        }
        catchUp();
    }

    /** Records what had no room at the start; whether nothing is left of it. */
    boolean catchUp() throws InterruptedException {
        while (!toBeRecorded.isEmpty()) {
            if (!events.write(new RegistryRecord.Change(true, Optional.empty(), toBeRecorded.get(0)))) {
                return false;
            }
            toBeRecorded.remove(0);
        }
        return true;
    }

    /** What a collector need not send: the bundle in force, and the one that was refused last. */
    List<Hash> known() {
        List<Hash> known = new ArrayList<>();
        inForce.map(SignedBundle::sha256).ifPresent(known::add);
        lastRefused.ifPresent(known::add);
        return known;
    }

    /**
     * Takes a bundle that came.
     *
     * @throws IOException when it cannot be kept; the one before stays in force, and the same one may come again
     */
    void take(byte[] bytes) throws IOException, InterruptedException {
        Result result = check.check(bytes, inForce);
        if (result instanceof Result.Newer newer) {
            kept.write(newer.signed().encode());
            Optional<Hash> before = inForce.map(SignedBundle::sha256);
            if (events.write(
                    new RegistryRecord.Change(true, before, newer.signed().sha256()))) {
                enter(newer);
            } else {
                log.atWarn()
                        .addKeyValue("version", newer.signed().bundle().registryVersion())
                        .log("registry_waits_for_room");
            }
        } else if (result instanceof Result.Refused refused) {
            refuse(refused, bytes);
        }
    }

    private void enter(Result.Newer newer) {
        schemas.enter(newer.registry());
        inForce = Optional.of(newer.signed());
        version = newer.signed().bundle().registryVersion();
        log.atInfo()
                .addKeyValue("version", version)
                .addKeyValue("schemas", newer.signed().bundle().schemas().size())
                .addKeyValue("hash", newer.signed().sha256().hex())
                .log("registry_in_force");
    }

    private void refuse(Result.Refused refused, byte[] bytes) throws InterruptedException {
        Hash what = Sha256.of(bytes);
        lastRefused = Optional.of(what);
        ErrorCode code = refused.code();
        metrics.bundleRefused(code.code());
        log.atError()
                .addKeyValue("code", code.code())
                .addKeyValue("detail", refused.detail())
                .addKeyValue("hash", what.hex())
                .log("registry_refused");
        events.write(new RegistryRecord.Change(false, inForce.map(SignedBundle::sha256), what));
    }
}
