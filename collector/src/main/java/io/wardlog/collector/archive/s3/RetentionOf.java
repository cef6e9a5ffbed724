package io.wardlog.collector.archive.s3;

import io.wardlog.collector.archive.RetentionConfig;
import java.time.Duration;

/** Which retention an object has, by the folder that its name begins with. What is in none of them has that of manifests, the longest. */
final class RetentionOf {
    private RetentionOf() {}

    static Duration name(RetentionConfig retention, String name) {
        if (name.startsWith("events/")) {
            return retention.events();
        }
        if (name.startsWith("proofs/")) {
            return retention.proofs();
        }
        if (name.startsWith("disclosures/")) {
            return retention.disclosures();
        }
        return retention.ofManifests();
    }
}
