package io.wardlog.schema.bundle;

import io.wardlog.error.ErrorCode;
import io.wardlog.keys.KeyRing;
import io.wardlog.schema.InvalidSchemaException;
import io.wardlog.schema.SchemaCollection;
import io.wardlog.schema.SchemaRegistry;
import io.wardlog.schema.Succession;
import java.util.Optional;

/**
 * Whether a bundle may come into force: whose it is, who signed it, whether it is newer than the one in force, and whether its schemas stand
 * beside those that are there. Agents and collectors ask the same questions. Immutable, thread-safe, pure.
 */
public final class BundleCheck {
    private final String tenantId;
    private final KeyRing keys;
    private final SchemaRegistry beside;

    /**
     * @param tenantId whose bundles are taken
     * @param keys whose signatures count, for {@link io.wardlog.keys.KeyPurpose#SCHEMA_REGISTRY}
     * @param beside what is there without any bundle
     */
    public BundleCheck(String tenantId, KeyRing keys, SchemaRegistry beside) {
        this.tenantId = tenantId;
        this.keys = keys;
        this.beside = beside;
    }

    /** What {@link #check} found. */
    public sealed interface Result {
        /** The bundle may come into force, and this is the registry with it. */
        record Newer(SignedBundle signed, SchemaRegistry registry) implements Result {}

        /** It is the one in force. */
        record Same() implements Result {}

        /** It may not; {@code detail} says why. */
        record Refused(ErrorCode code, String detail) implements Result {}
    }

    /**
     * The number that these bytes claim, whether or not they may come into force, so that an older bundle can be told; 0 when they are no
     * bundle of this tenant, or the key that they name says that they are not what it signed. Never throws for its input.
     */
    public long number(byte[] bytes) {
        return SignedBundle.decode(bytes) instanceof SignedBundle.Reading.Value value
                        && value.signed().bundle().tenantId().equals(tenantId)
                        && !value.signed().isDisownedBy(keys)
                ? value.signed().bundle().registryVersion()
                : 0;
    }

    /** Checks a bundle's bytes against the bundle in force. Never throws for its input. */
    public Result check(byte[] bytes, Optional<SignedBundle> inForce) {
        return check(bytes, inForce, 0);
    }

    /**
     * Checks a bundle's bytes against the bundle in force. Never throws for its input.
     *
     * @param floor the number of a bundle that was there before, in force or not: an older one is refused
     */
    public Result check(byte[] bytes, Optional<SignedBundle> inForce, long floor) {
        SignedBundle.Reading reading = SignedBundle.decode(bytes);
        if (reading instanceof SignedBundle.Reading.Refused refused) {
            return new Result.Refused(refused.code(), refused.detail());
        }
        SignedBundle signed = ((SignedBundle.Reading.Value) reading).signed();
        RegistryBundle bundle = signed.bundle();
        if (!signed.isSignedBy(keys)) {
            return new Result.Refused(ErrorCode.SIGNATURE_INVALID, "the bundle is not signed by a key that is trusted");
        }
        if (!bundle.tenantId().equals(tenantId)) {
            return new Result.Refused(ErrorCode.REGISTRY_FOREIGN, "the bundle is of tenant " + bundle.tenantId());
        }
        if (inForce.filter(before -> before.sha256().equals(signed.sha256())).isPresent()) {
            return new Result.Same();
        }
        return bundle.registryVersion() < floor ? stale(bundle, "is older than", floor) : load(signed, inForce);
    }

    private Result load(SignedBundle signed, Optional<SignedBundle> inForce) {
        long before = inForce.map(kept -> kept.bundle().registryVersion()).orElse(0L);
        long version = signed.bundle().registryVersion();
        if (version <= before) {
            return stale(
                    signed.bundle(), version < before ? "is older than" : "is another of the same number as", before);
        }
        try {
            SchemaCollection collection = signed.bundle().collection();
            Optional<Succession.Finding> broken =
                    inForce.flatMap(kept -> Succession.ofReleased(kept.bundle().collection(), collection).stream()
                            .findFirst());
            return broken.<Result>map(finding -> new Result.Refused(ErrorCode.REGISTRY_INVALID, finding.toString()))
                    .orElseGet(() -> new Result.Newer(signed, beside.with(collection)));
        } catch (InvalidSchemaException e) {
            return new Result.Refused(ErrorCode.REGISTRY_INVALID, e.getMessage());
        }
    }

    private static Result stale(RegistryBundle bundle, String how, long before) {
        return new Result.Refused(
                ErrorCode.REGISTRY_STALE,
                "version " + bundle.registryVersion() + " " + how + " version " + before + ", which was there before");
    }
}
