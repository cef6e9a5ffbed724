package io.wardlog.schema.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.keys.KeyPurpose;
import io.wardlog.keys.PemKeys;
import io.wardlog.keys.TrustedKey;
import io.wardlog.schema.ProductSchemas;
import io.wardlog.schema.SchemaSource;
import io.wardlog.schema.release.IndexCheck.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The product's index is signed by the key whose public half is in the repository. */
class ProductIndexSignatureTest {
    private static final Path KEY = Path.of("../schemas/release.pub.pem");
    private static final String WHAT_TO_DO = """
            The product's index.json is not signed as it is: %s.
            If you are not a maintainer of Wardlog, leave this test failing and say so in your change: a maintainer signs before it is merged, with
              ./wardlog schemas sign schemas/src/main/resources/io/wardlog/schemas --key release.key
            and commits index.sig (CONTRIBUTING.md, "Schemas").""";

    @Test
    void isSignedAsItLiesInTheRepository() throws IOException {
        assertGenuine(IndexCheck.check(SchemaSource.directory(ProductSchemas.DIRECTORY), key()));
    }

    @Test
    void isSignedAsItLiesInTheProgram() throws IOException {
        assertGenuine(IndexCheck.check(SchemaSource.classPath(), key()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SECURITY.md", "docs/security.md"})
    void thePagesNameTheKey(String page) throws IOException {
        assertThat(Files.readString(Path.of("..", page)))
                .contains("`" + key().keyId().hex() + "`");
    }

    private static void assertGenuine(Result found) {
        List<String> problems = found instanceof Result.Refused refused ? refused.problems() : List.of();
        assertThat(problems)
                .withFailMessage(WHAT_TO_DO, String.join("; ", problems))
                .isEmpty();
    }

    private static TrustedKey key() throws IOException {
        return TrustedKey.of(PemKeys.readPublic(KEY), KeyPurpose.SCHEMA_RELEASE);
    }
}
