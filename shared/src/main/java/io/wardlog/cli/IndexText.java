package io.wardlog.cli;

import io.wardlog.schema.SchemaIndex;
import io.wardlog.schema.release.SignedIndex;

/** A signed index in words. */
final class IndexText {
    private IndexText() {}

    static String of(SignedIndex signed, SchemaIndex index) {
        SignedIndex.Body body = signed.body();
        StringBuilder text = new StringBuilder();
        BundleText.line(text, "signed", body.signedAt());
        BundleText.line(text, "key", body.keyId().hex() + " (" + body.alg() + ")");
        BundleText.line(text, "sha256", body.sha256().hex());
        index.shared().ifPresent(both -> {
            BundleText.line(text, "shared", both.deviceMessage().id());
            BundleText.line(text, "shared", both.envelope().id());
        });
        index.events().forEach(entry -> BundleText.line(text, entry));
        return text.toString();
    }
}
