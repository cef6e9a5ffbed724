package io.wardlog.schema.bundle;

import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import io.wardlog.keys.KeyRing;
import io.wardlog.schema.InvalidSchemaException;
import io.wardlog.schema.SchemaCollection;
import io.wardlog.schema.SchemaIndex;
import io.wardlog.schema.SchemaRegistry;
import io.wardlog.schema.SchemaSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A directory with a tenant's own types, which a configuration names. Read once; nobody looks at it again. Immutable.
 *
 * @param types what the index names, each document what its hash says
 * @param index SHA-256 of the bytes of {@code index.json} that these types were read by, which fixes every document
 */
public record TenantDirectory(SchemaCollection types, Hash index) {
    /** The bundle that signs a directory lies beside its index. */
    public static final String SIGNATURE = "index.bundle";

    /**
     * Reads the types, whoever wrote them: only where that was asked for by name.
     *
     * @throws InvalidSchemaException when a document is not what the index says
     */
    public static TenantDirectory unsigned(Path directory) {
        SchemaSource source = SchemaSource.directory(directory);
        byte[] index = source.read(SchemaIndex.FILE);
        return new TenantDirectory(SchemaCollection.load(index, source), Sha256.of(index));
    }

    /**
     * Reads the types that a bundle beside the index signs: the same versions with the same status, rule and hash. Its number is not
     * compared with anything.
     *
     * @param tenantId whose types they must be
     * @param keys whose signatures count
     * @throws InvalidSchemaException when a document is not what the index says, or the index not what was signed
     * @throws IOException when the bundle cannot be read
     */
    public static TenantDirectory signed(Path directory, String tenantId, KeyRing keys) throws IOException {
        TenantDirectory found = unsigned(directory);
        Path signature = directory.resolve(SIGNATURE);
        if (!Files.exists(signature)) {
            throw new InvalidSchemaException("there is no " + signature
                    + ": sign the directory with wardlog schemas bundle, or set allowUnsignedDirectory");
        }
        BundleCheck check = new BundleCheck(tenantId, keys, SchemaRegistry.builtIn());
        BundleCheck.Result result = check.check(read(signature), Optional.empty());
        if (!(result instanceof BundleCheck.Result.Newer signed)) {
            throw new InvalidSchemaException(signature + ": " + ((BundleCheck.Result.Refused) result).detail());
        }
        if (!signed.signed().bundle().collection().index().equals(found.types().index())) {
            throw new InvalidSchemaException(signature + " signs other types or versions than " + directory
                    + " has now: sign it again with wardlog schemas bundle");
        }
        return found;
    }

    private static byte[] read(Path bundle) throws IOException {
        try (InputStream in = Files.newInputStream(bundle)) {
            return in.readNBytes(SignedBundle.MAX_BYTES + 1);
        }
    }
}
