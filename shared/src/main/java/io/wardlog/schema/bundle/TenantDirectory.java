package io.wardlog.schema.bundle;

import io.wardlog.keys.KeyRing;
import io.wardlog.schema.InvalidSchemaException;
import io.wardlog.schema.SchemaCollection;
import io.wardlog.schema.SchemaRegistry;
import io.wardlog.schema.SchemaSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A directory with a tenant's own types, which a configuration names. Read once; nobody looks at it again. */
public final class TenantDirectory {
    /** The bundle that signs a directory lies beside its index. */
    public static final String SIGNATURE = "index.bundle";

    private TenantDirectory() {}

    /**
     * Reads the types, whoever wrote them: only where that was asked for by name.
     *
     * @throws InvalidSchemaException when a document is not what the index says
     */
    public static SchemaCollection unsigned(Path directory) {
        return SchemaCollection.load(SchemaSource.directory(directory));
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
    public static SchemaCollection signed(Path directory, String tenantId, KeyRing keys) throws IOException {
        SchemaCollection found = unsigned(directory);
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
        if (!signed.signed().bundle().collection().index().equals(found.index())) {
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
