package io.wardlog.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhiMarksTest {
    private static final String MARKED =
            "{\"type\":\"object\",\"x-phi\":true,\"properties\":{\"in\":{\"x-phi\":true}}}";

    @Test
    void findsMarksInArraysAndCombinedSchemasAndOnlyTheOutermost() {
        JsonNode schema = schema("{'properties':{'a':M,'b':{'items':{'properties':{'c':M}}},'d':{'prefixItems':[M]}},"
                + "'allOf':[{'properties':{'e':M}}],'if':{},'then':{'properties':{'f':M,'a':M}}}");

        assertThat(PhiMarks.pointers(schema))
                .extracting(PhiPointer::toString)
                .containsExactly("/a", "/b/*/c", "/d/*", "/e", "/f");
    }

    @Test
    void disclosedFormWantsADigestInEveryMarkedPlaceAndLeavesTheOriginalAlone() {
        JsonNode schema =
                schema("{'$id':'urn:x','properties':{'list':{'type':'array','items':M},'n':{'type':'number'}}}");
        JsonNode before = schema.deepCopy();
        DocumentCheck check = new SchemaCompiler().disclosed(schema);
        String digest = "{'_sd':'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'}";

        assertThat(schema).isEqualTo(before);
        assertThat(check.check(schema("{'list':[" + digest + "," + digest + "],'n':1}")))
                .isEmpty();
        assertThat(check.check(schema("{'list':[" + digest + ",{'in':1}]}")))
                .extracting(Violation::pointer)
                .containsExactly("/list/1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'additionalProperties':M}",
                "{'patternProperties':{'^x':M}}",
                "{'not':M}",
                "{'$defs':{'x':M}}",
                "{'contains':M}",
                "{'properties':{'a':{'$ref':'#/$defs/x'}}}"
            })
    void refusesAMarkOrReferenceThatItCannotFollow(String text) {
        assertThatThrownBy(() -> PhiMarks.pointers(schema(text))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void compilerRefusesAKeywordThatNobodyKnowsAndAnOpenPattern() {
        SchemaCompiler compiler = new SchemaCompiler();

        assertThatThrownBy(() -> compiler.clear(schema("{'maxLenght':5}"))).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> compiler.clear(schema("{'pattern':'[a-z]+'}"))).isInstanceOf(RuntimeException.class);
    }

    private static JsonNode schema(String text) {
        return Documents.json(text.replace('\'', '"').replaceAll("\\bM\\b", MARKED));
    }
}
