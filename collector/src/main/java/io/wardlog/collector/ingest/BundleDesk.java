package io.wardlog.collector.ingest;

import io.wardlog.schema.bundle.SignedBundle;
import java.util.Optional;

/** The registry bundles that agents are given. Thread-safe; answers from memory. */
@FunctionalInterface
public interface BundleDesk {
    /** The bundle of this tenant; empty when it has none. */
    Optional<SignedBundle> bundle(String tenantId);
}
