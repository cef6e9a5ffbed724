package io.wardlog.collector.schemas;

import io.wardlog.schema.SchemaCollection;
import io.wardlog.schema.SchemaDocuments.EventDocument;
import io.wardlog.schema.SchemaRegistry;
import io.wardlog.schema.bundle.BundleCheck;
import io.wardlog.schema.bundle.BundleCheck.Result;
import io.wardlog.schema.bundle.SignedBundle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One tenant's types and the bundle among them. {@link #look} belongs to one thread; the rest may be asked by any. */
final class BundleFile {
    private static final Logger LOG = LoggerFactory.getLogger(BundleFile.class);

    private final String tenantId;
    private final Optional<Path> file;
    private final BundleCheck check;
    private final SchemaCollection directory;
    private volatile State state;
    private volatile long refused;
    private Stamp seen = Stamp.NONE;

    /** What is in force. */
    private record State(SchemaRegistry registry, Optional<SignedBundle> bundle) {}

    /** What changes when a file is written or replaced. */
    private record Stamp(String key, long size, String modified) {
        static final Stamp NONE = new Stamp("", -1, "");

        static Stamp of(Path file) throws IOException {
            BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(
                    Objects.toString(is.fileKey()),
                    is.size(),
                    is.lastModifiedTime().toString());
        }
    }

    /**
     * @param directory the types of the tenant's directory
     * @param withoutBundle the product's types and those
     */
    BundleFile(
            String tenantId,
            Optional<Path> file,
            BundleCheck check,
            SchemaCollection directory,
            SchemaRegistry withoutBundle) {
        this.directory = directory;
        this.tenantId = tenantId;
        this.file = file;
        this.check = check;
        this.state = new State(withoutBundle, Optional.empty());
    }

    SchemaRegistry registry() {
        return state.registry();
    }

    Optional<SignedBundle> bundle() {
        return state.bundle();
    }

    /** The documents of the tenant's own types: each once, when directory and bundle have the same. */
    List<EventDocument> documents() {
        Map<String, EventDocument> documents = new LinkedHashMap<>();
        directory.events().forEach(event -> documents.put(event.entry().schemaRef(), event));
        bundle().ifPresent(signed -> signed.bundle()
                .collection()
                .events()
                .forEach(event -> documents.put(event.entry().schemaRef(), event)));
        return List.copyOf(documents.values());
    }

    /** How many bundles were refused since the start. */
    long refused() {
        return refused;
    }

    /**
     * Loads the file for the first time.
     *
     * @throws IOException when it is not there or its bundle is refused
     */
    void load() throws IOException {
        if (file.isPresent()) {
            Stamp now = Stamp.of(file.get());
            if (take(read(file.get())) instanceof Result.Refused why) {
                throw new IOException(file.get() + ": " + why.code().code() + ": " + why.detail());
            }
            seen = now;
        }
    }

    /** Loads the file when it is another than at the last look. One that is refused or gone changes nothing, and is said. */
    void look() {
        if (file.isEmpty()) {
            return;
        }
        try {
            Stamp now = Stamp.of(file.get());
            if (!now.equals(seen)) {
                Result result = take(read(file.get()));
                seen = now;
                if (result instanceof Result.Refused why) {
                    refuse(why.code().code(), why.detail());
                }
            }
        } catch (IOException unreadable) {
            if (!seen.equals(Stamp.NONE)) {
                seen = Stamp.NONE;
                refuse("unreadable", unreadable.toString());
            }
        }
    }

    private Result take(byte[] bytes) {
        Result result = check.check(bytes, state.bundle());
        if (result instanceof Result.Newer newer) {
            state = new State(newer.registry(), Optional.of(newer.signed()));
            LOG.atInfo()
                    .addKeyValue("tenantId", tenantId)
                    .addKeyValue("version", newer.signed().bundle().registryVersion())
                    .addKeyValue("hash", newer.signed().sha256().hex())
                    .log("registry_loaded");
        }
        return result;
    }

    private void refuse(String code, String detail) {
        refused++;
        LOG.atError()
                .addKeyValue("tenantId", tenantId)
                .addKeyValue("code", code)
                .addKeyValue("detail", detail)
                .log("registry_refused");
    }

    private static byte[] read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(SignedBundle.MAX_BYTES + 1);
        }
    }
}
