package io.wardlog.schema.bundle;

import io.wardlog.error.ErrorCode;
import io.wardlog.keys.KeyRing;
import io.wardlog.schema.InvalidSchemaException;
import io.wardlog.schema.SchemaCollection;
import io.wardlog.schema.SchemaRegistry;
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

    /** Checks a bundle's bytes against the bundle in force. Never throws for its input. */
    public Result check(byte[] bytes, Optional<SignedBundle> inForce) {
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
        return load(signed, inForce);
    }

    private Result load(SignedBundle signed, Optional<SignedBundle> inForce) {
        long before = inForce.map(kept -> kept.bundle().registryVersion()).orElse(0L);
        long version = signed.bundle().registryVersion();
        if (version <= before) {
            String what = version < before ? "is older than" : "is another of the same number as";
            return new Result.Refused(
                    ErrorCode.REGISTRY_STALE, "version " + version + " " + what + " version " + before + " in force");
        }
        try {
            SchemaCollection collection = signed.bundle().collection();
            Optional<String> edited =
                    inForce.flatMap(kept -> collection.firstEdited(kept.bundle().collection()));
            return edited.<Result>map(what ->
                            new Result.Refused(ErrorCode.REGISTRY_INVALID, what + " was released and is edited"))
                    .orElseGet(() -> new Result.Newer(signed, beside.with(collection)));
        } catch (InvalidSchemaException e) {
            return new Result.Refused(ErrorCode.REGISTRY_INVALID, e.getMessage());
        }
    }
}
