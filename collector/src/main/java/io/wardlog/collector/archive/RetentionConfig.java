package io.wardlog.collector.archive;

import io.wardlog.config.Default;
import io.wardlog.config.Doc;
import java.time.Duration;
import java.util.Optional;

/**
 * How long each kind of object stays locked, from the moment it is stored. A lock in COMPLIANCE mode cannot be shortened by anyone, the store's owner
 * included: the default is short enough to try the product, and too short for a record that a court may ask for.
 */
public record RetentionConfig(
        @Doc("Events: what happened, without patient data") @Default("3650d")
        Duration events,

        @Doc("Proofs: signed batch headers and receipts; at least as long as events") @Default("3650d")
        Duration proofs,

        @Doc("Sealed disclosures: the patient data that events withhold") @Default("3650d")
        Duration disclosures,

        @Doc("Manifests, without which files do not count; without it the longest of the others")
        Optional<Duration> manifests) {

    /** Refuses what no store can keep, and proofs that go before what they prove. */
    public RetentionConfig {
        for (Duration each : new Duration[] {events, proofs, disclosures}) {
            if (each.compareTo(Duration.ofSeconds(1)) < 0) {
                throw new IllegalArgumentException("a retention is at least 1s");
            }
        }
        if (proofs.compareTo(events) < 0) {
            throw new IllegalArgumentException("proofs must be kept at least as long as events");
        }
        if (manifests.isPresent() && manifests.get().compareTo(longest(proofs, disclosures)) < 0) {
            throw new IllegalArgumentException("manifests must be kept at least as long as what they make count");
        }
    }

    /** How long manifests stay locked: at least as long as every other object, because they make those count. */
    public Duration ofManifests() {
        return manifests.orElse(longest(proofs, disclosures));
    }

    private static Duration longest(Duration proofs, Duration disclosures) {
        return proofs.compareTo(disclosures) > 0 ? proofs : disclosures;
    }
}
