package io.wardlog.collector.archive.s3;

import io.minio.DisableObjectLegalHoldArgs;
import io.minio.EnableObjectLegalHoldArgs;
import io.minio.IsObjectLegalHoldEnabledArgs;
import io.minio.errors.ErrorResponseException;
import java.io.IOException;
import java.util.Set;

/** The store's own flag on a version of an object. */
final class HoldFlags {
    private static final Set<String> NONE =
            Set.of("NoSuchObjectLockConfiguration", "ObjectLockConfigurationNotFoundError");

    private final S3Calls calls;

    HoldFlags(S3Calls calls) {
        this.calls = calls;
    }

    /** Sets or lifts it, and reads it back. */
    void set(StoredObject object, boolean held) throws IOException {
        calls.call(held ? "hold" : "release", object.name(), () -> {
            if (held) {
                calls.client()
                        .enableObjectLegalHold(EnableObjectLegalHoldArgs.builder()
                                .bucket(calls.config().bucket())
                                .object(calls.key(object.name()))
                                .versionId(object.versionId())
                                .build());
            } else {
                calls.client()
                        .disableObjectLegalHold(DisableObjectLegalHoldArgs.builder()
                                .bucket(calls.config().bucket())
                                .object(calls.key(object.name()))
                                .versionId(object.versionId())
                                .build());
            }
            return null;
        });
        if (isSet(object) != held) {
            throw new IOException("the store took the hold of " + object.name() + " and does not keep it as asked");
        }
    }

    /** Whether the store says that it is set. */
    boolean isSet(StoredObject object) throws IOException {
        return calls.call("read the hold of", object.name(), () -> {
            try {
                return calls.client()
                        .isObjectLegalHoldEnabled(IsObjectLegalHoldEnabledArgs.builder()
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
