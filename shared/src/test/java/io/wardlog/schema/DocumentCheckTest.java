package io.wardlog.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentCheckTest {
    @ParameterizedTest
    @ValueSource(strings = {"oneOf", "anyOf", "properties", "level"})
    void aPropertyIsCheckedWhateverItsName(String name) {
        DocumentCheck check = new SchemaCompiler()
                .clear(Documents.json("{\"type\":\"object\",\"properties\":{\"" + name
                        + "\":{\"type\":\"object\",\"properties\":{\"rate\":{\"type\":\"integer\",\"maximum\":9}}}}}"));

        assertThat(check.check(Documents.json("{\"" + name + "\":{\"rate\":10}}")))
                .singleElement()
                .extracting(Violation::pointer, Violation::keyword)
                .containsExactly("/" + name + "/rate", "maximum");
        assertThat(check.check(Documents.json("{\"" + name + "\":{\"rate\":9}}")))
                .isEmpty();
    }

    /** Below a property that is itself called properties, oneOf is the keyword again. */
    @Test
    void ofAlternativesOnlyThatNoneFitsIsSaid() {
        String alternatives = "{\"oneOf\":[{\"required\":[\"a\"]},{\"required\":[\"b\"]}]}";
        DocumentCheck check =
                new SchemaCompiler().clear(Documents.json("{\"properties\":{\"properties\":" + alternatives + "}}"));

        assertThat(check.check(Documents.json("{\"properties\":{}}")))
                .extracting(Violation::keyword)
                .containsExactly("oneOf");
    }
}
