package io.wardlog.edge.registry;

import io.wardlog.config.Default;
import io.wardlog.config.Doc;
import io.wardlog.config.Range;
import io.wardlog.event.Identifiers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The tenant's own event types. */
public record RegistryConfig(
        @Doc("The public keys whose registry bundles are believed (PEM); without one no bundle is pulled from the"
                + " collector.")
        @Default("")
        List<Path> publicKeys,

        @Doc("How often the collector is asked for a newer bundle; at once after the start.")
        @Default("1m")
        @Range(min = "100ms", max = "1d")
        Duration pullInterval,

        @Doc("A directory with the tenant's own event types (index.json and <eventType>/<version>.json), read at"
                + " the start. index.bundle beside its index must be signed by one of publicKeys.")
        Optional<Path> directory,

        @Doc("Asks by name for a directory that nothing signs: whoever may write it says what evidence is.")
        @Default("false")
        boolean allowUnsignedDirectory,

        @Doc("Versions of event types that are accepted although they are drafts, as in x_acme.tablet_docked:1.")
        @Default("")
        List<String> drafts) {

    public RegistryConfig {
        drafts.stream().filter(draft -> !isVersion(draft)).findFirst().ifPresent(wrong -> {
            throw new IllegalArgumentException("drafts are named TYPE:VERSION, as in x_acme.tablet_docked:1");
        });
        if (directory.isPresent() && publicKeys.isEmpty() && !allowUnsignedDirectory) {
            throw new IllegalArgumentException(
                    "publicKeys is empty, so nobody could have signed the directory: name who"
                            + " may, or set allowUnsignedDirectory");
        }
    }

    private static boolean isVersion(String draft) {
        int colon = draft.indexOf(':');
        return colon > 0
                && Identifiers.isEventType(draft.substring(0, colon))
                && draft.substring(colon + 1).matches("[1-9][0-9]{0,5}");
    }

    /** The {@code schemaRef}s of {@link #drafts}. */
    Set<String> draftRefs() {
        return drafts.stream().map(draft -> "urn:wardlog:schema:" + draft).collect(Collectors.toUnmodifiableSet());
    }
}
