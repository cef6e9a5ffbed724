package io.wardlog.schema.bundle;

import io.wardlog.keys.KeyId;
import io.wardlog.schema.InvalidSchemaException;
import io.wardlog.schema.SchemaCollection;
import io.wardlog.schema.SchemaIndex;
import io.wardlog.schema.SchemaSource;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The body of a registry bundle, object type {@code registry}. Immutable.
 *
 * @param alg the signature algorithm's name
 * @param keyId of the key that signs it
 * @param tenantId whose types these are
 * @param registryVersion from 1; only ever grows for a tenant
 * @param createdAt the maker's clock, UTC, six digits
 * @param schemas at most {@value #MAX_SCHEMAS}
 */
public record RegistryBundle(
        String alg, KeyId keyId, String tenantId, long registryVersion, String createdAt, List<BundledSchema> schemas) {

    /** The object type, which is part of the signed tag. */
    public static final String TYPE = "registry";

    /** At most so many versions of types. */
    public static final int MAX_SCHEMAS = 256;

    /** The greatest length of one document, in bytes of UTF-8. */
    public static final int MAX_DOCUMENT_BYTES = 64 * 1024;

    public RegistryBundle {
        schemas = List.copyOf(schemas);
    }

    /** The canonical body. */
    public byte[] canonical() {
        return BundleJson.write(this);
    }

    /**
     * The types of the bundle.
     *
     * @throws InvalidSchemaException when a document is not what its entry says
     */
    public SchemaCollection collection() {
        SchemaIndex index = new SchemaIndex(
                Optional.empty(), schemas.stream().map(BundledSchema::entry).toList());
        Map<String, String> files = new HashMap<>(Map.of(SchemaIndex.FILE, index.text()));
        schemas.forEach(schema -> files.put(schema.entry().file(), schema.document()));
        SchemaSource inMemory = path -> files.get(path).getBytes(StandardCharsets.UTF_8);
        return SchemaCollection.load(inMemory);
    }
}
