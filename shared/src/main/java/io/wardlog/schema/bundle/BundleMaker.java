package io.wardlog.schema.bundle;

import io.wardlog.event.EventTimes;
import io.wardlog.keys.Signer;
import io.wardlog.schema.IndexEntry;
import io.wardlog.schema.InvalidSchemaException;
import io.wardlog.schema.SchemaCollection;
import io.wardlog.schema.SchemaRegistry;
import io.wardlog.schema.SchemaSource;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** Makes a bundle of a tenant's types; what its readers would refuse is refused here already. */
public final class BundleMaker {
    private final SchemaSource source;
    private final SchemaCollection collection;

    /**
     * Reads the types.
     *
     * @throws InvalidSchemaException when they are not what their index says, or could not be loaded beside the product's
     */
    public BundleMaker(SchemaSource source) {
        this.source = source;
        this.collection = SchemaCollection.load(source);
        SchemaRegistry.builtIn().with(collection);
        if (collection.index().events().size() > RegistryBundle.MAX_SCHEMAS) {
            throw new InvalidSchemaException("a bundle holds at most " + RegistryBundle.MAX_SCHEMAS + " schemas");
        }
    }

    /** The types that a bundle would have. */
    public SchemaCollection collection() {
        return collection;
    }

    /** The bundle of this tenant with this number, made now and signed. */
    public SignedBundle make(String tenantId, long registryVersion, Instant now, Signer signer) {
        List<BundledSchema> schemas = collection.index().events().stream()
                .map(entry -> new BundledSchema(entry, text(entry)))
                .toList();
        return SignedBundle.sign(
                new RegistryBundle(
                        signer.algorithm().alg(),
                        signer.keyId(),
                        tenantId,
                        registryVersion,
                        EventTimes.micros(now),
                        schemas),
                signer);
    }

    private String text(IndexEntry entry) {
        byte[] bytes = source.read(entry.file());
        if (bytes.length > RegistryBundle.MAX_DOCUMENT_BYTES) {
            throw new InvalidSchemaException(
                    entry.file() + " is larger than " + RegistryBundle.MAX_DOCUMENT_BYTES + " bytes");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
