package io.wardlog.cli;

import io.wardlog.schema.IndexEntry;
import io.wardlog.schema.bundle.BundledSchema;
import io.wardlog.schema.bundle.RegistryBundle;
import io.wardlog.schema.bundle.SignedBundle;

/** A bundle in words. */
final class BundleText {
    private BundleText() {}

    static String of(SignedBundle signed) {
        RegistryBundle bundle = signed.bundle();
        StringBuilder text = new StringBuilder();
        line(text, "tenant", bundle.tenantId());
        line(text, "version", Long.toString(bundle.registryVersion()));
        line(text, "made", bundle.createdAt());
        line(text, "key", bundle.keyId().hex() + " (" + bundle.alg() + ")");
        line(text, "sha256", signed.sha256().hex());
        for (BundledSchema schema : bundle.schemas()) {
            line(text, schema.entry());
        }
        return text.toString();
    }

    static void line(StringBuilder text, IndexEntry entry) {
        line(
                text,
                entry.status().wireName(),
                entry.schemaRef() + " (" + entry.compatibility().wireName() + ")");
    }

    static void line(StringBuilder text, String name, String value) {
        text.append(String.format("%-12s%s%n", name, value));
    }
}
