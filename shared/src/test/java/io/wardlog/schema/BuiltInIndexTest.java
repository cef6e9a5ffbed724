package io.wardlog.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The product's index names its documents as they are, and they keep the house's rules. After a new document: {@code ./wardlog schemas index
 * schemas/src/main/resources/io/wardlog/schemas --activate TYPE:VERSION}. That a released one is never edited is held by {@link ReleasedDocumentsTest}.
 */
class BuiltInIndexTest {
    @Test
    void namesEveryDocumentWithTheHashOfItsBytes() throws IOException {
        IndexUpdate update = IndexUpdate.of(ProductSchemas.DIRECTORY, Map.of());

        assertThat(update.problems()).isEmpty();
        assertThat(ProductSchemas.DIRECTORY.resolve(SchemaIndex.FILE))
                .hasContent(update.index().text());
    }

    @Test
    void everyVersionMayFollowTheOneBeforeIt() {
        assertThat(Succession.within(SchemaCollection.load(SchemaSource.classPath())))
                .isEmpty();
    }

    @Test
    void everyDocumentKeepsTheRulesThatTenantsMustKeep() {
        assertThat(SchemaCollection.load(SchemaSource.classPath()).problems()).isEmpty();
    }
}
