package io.wardlog.edge.registry;

import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import io.wardlog.schema.bundle.BundleCheck;
import io.wardlog.schema.bundle.BundleCheck.Result;
import io.wardlog.schema.bundle.SignedBundle;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bundle in force and the one way for another to take its place: check → keep on disk → record → enter. At a start the kept one enters
 * the same way, so that a crash between two steps is made good by the next start. Nothing is in force before it is recorded; what the journal
 * has no room for waits, refusals too. One thread at a time, but for {@link #version}.
 */
public final class BundleKeeper {

    private static final Logger log = LoggerFactory.getLogger(BundleKeeper.class);

    private final SchemasInForce schemas;
    private final BundleCheck check;
    private final KeptBundle kept;
    private final RegistryRecord events;
    private final RegistryMetrics metrics;
    private final Queue<Step> waiting = new ArrayDeque<>();
    private Optional<SignedBundle> inForce = Optional.empty();
    private Optional<Hash> lastRefused = Optional.empty();
    private Optional<Step> toldOf = Optional.empty();
    private long floor;
    private volatile long version;

    /** What the keeper works with. */
    public record Parts(SchemasInForce schemas, KeptBundle kept, RegistryRecord events, RegistryMetrics metrics) {}

    /** A change, and what follows when it is recorded. */
    private record Step(RegistryRecord.Change change, Runnable then) {}

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

    /**
     * Records what the directory has and what was kept, and puts it in force, before the first message is accepted. A kept bundle that is
     * refused now still counts by its number: no older one takes its place.
     */
    public void begin() throws IOException, InterruptedException {
        schemas.directory().ifPresent(index -> apply(index, () -> schemas.enter(schemas.withoutBundle())));
        Optional<byte[]> bytes = kept.read();
        if (bytes.isPresent()) {
            floor = check.number(bytes.get());
            settle(check.check(bytes.get(), Optional.empty()), bytes.get());
        }
        catchUp();
    }

    /** Records what waits, and puts it in force; whether nothing is left of it. */
    public boolean catchUp() throws InterruptedException {
        while (!waiting.isEmpty()) {
            Step next = waiting.peek();
            if (!events.write(next.change())) {
                tell(next);
                break;
            }
            waiting.remove();
            next.then().run();
        }
        schemas.complete(waiting.stream().noneMatch(step -> step.change().applied()));
        return waiting.isEmpty();
    }

    private void tell(Step step) {
        if (toldOf.isEmpty() || toldOf.get() != step) {
            toldOf = Optional.of(step);
            log.atWarn()
                    .addKeyValue("hash", step.change().after().hex())
                    .addKeyValue("waiting", waiting.size())
                    .log("registry_waits_for_room");
        }
    }

    /** What a collector need not send: the bundle in force, and the one that was refused last. */
    List<Hash> known() {
        List<Hash> known = new ArrayList<>();
        inForce.map(SignedBundle::sha256).ifPresent(known::add);
        lastRefused.ifPresent(known::add);
        return known;
    }

    /**
     * Takes a bundle that came; only when nothing waits.
     *
     * @return false when what came of it could not be recorded yet: {@link #catchUp} does it
     * @throws IOException when it cannot be kept; the one before stays in force, and the same one may come again
     */
    boolean take(byte[] bytes) throws IOException, InterruptedException {
        Result result = check.check(bytes, inForce, floor);
        if (result instanceof Result.Newer newer) {
            kept.write(newer.signed().encode());
        }
        settle(result, bytes);
        return catchUp();
    }

    private void settle(Result result, byte[] bytes) {
        if (result instanceof Result.Newer newer) {
            apply(newer.signed().sha256(), () -> enter(newer));
        } else if (result instanceof Result.Refused refused) {
            refuse(refused, Sha256.of(bytes));
        }
    }

    private void apply(Hash what, Runnable enter) {
        waiting.add(new Step(new RegistryRecord.Change(true, inForce.map(SignedBundle::sha256), what), enter));
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

    private void refuse(Result.Refused refused, Hash what) {
        lastRefused = Optional.of(what);
        metrics.bundleRefused(refused.code().code());
        log.atError()
                .addKeyValue("code", refused.code().code())
                .addKeyValue("detail", refused.detail())
                .addKeyValue("hash", what.hex())
                .log("registry_refused");
        waiting.add(new Step(new RegistryRecord.Change(false, inForce.map(SignedBundle::sha256), what), () -> {}));
    }
}
