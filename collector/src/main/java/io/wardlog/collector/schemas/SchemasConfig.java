package io.wardlog.collector.schemas;

import io.wardlog.config.Default;
import io.wardlog.config.Doc;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tenants' own event types. */
public record SchemasConfig(
        @Doc("Tenants with event types of their own, by id") @Default("")
        Map<String, Tenant> tenants) {

    /** What one tenant has. */
    public record Tenant(
            @Doc("The tenant's signed registry bundle: handed out to its agents, and loaded again when it changes")
            Optional<Path> bundle,

            @Doc("The public keys that may have signed bundle and directory (PEM)") @Default("")
            List<Path> publicKeys,

            @Doc(
                    "A directory with event types (index.json and <eventType>/<version>.json), read at the start. index.bundle"
                            + " beside its index must be signed by one of publicKeys")
            Optional<Path> directory,

            @Doc("Asks by name for a directory that nothing signs: whoever may write it says what evidence is")
            @Default("false")
            boolean allowUnsignedDirectory) {

        /** Refuses what nobody could have signed. */
        public Tenant {
            if (bundle.isPresent() && publicKeys.isEmpty()) {
                throw new IllegalArgumentException("publicKeys is empty: the bundle could not be believed");
            }
            if (directory.isPresent() && publicKeys.isEmpty() && !allowUnsignedDirectory) {
                throw new IllegalArgumentException(
                        "publicKeys is empty, so nobody could have signed the directory: name"
                                + " who may, or set allowUnsignedDirectory");
            }
            if (bundle.isEmpty() && directory.isEmpty()) {
                throw new IllegalArgumentException("the tenant needs a bundle, a directory, or both");
            }
        }
    }
}
