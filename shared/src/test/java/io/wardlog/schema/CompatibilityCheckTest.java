package io.wardlog.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.schema.Incompatibility.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompatibilityCheckTest {
    private static final String V1 =
            "{'$id':'urn:x:1','description':'d','x-criticality':'NORMAL','type':'object','properties':{"
                    + "'mode':{'enum':['on','off']},'level':{'type':'integer','minimum':0,'maximum':10,'x-unit':'1',"
                    + "'x-mdc':{'refId':'MDC_LEVEL'}},"
                    + "'who':{'type':'string','maxLength':20,'x-phi':true}},'required':['mode'],'additionalProperties':false}";

    /** Each edit of version 1, and which of the rules it keeps. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'mode':{'enum':['on','off']} | 'mode':{'enum':['on','off','standby']} | true | false",
                "'mode':{'enum':['on','off']} | 'mode':{'enum':['on']} | false | true",
                "'mode':{'enum':['on','off']} | 'mode':{'enum':[]} | false | true",
                "'level':{'type':'integer' | 'level':{'enum':[],'type':'integer' | false | true",
                "'maximum':10 | 'maximum':12 | true | false",
                "'maximum':10 | 'maximum':9 | false | true",
                "'type':'integer' | 'type':'number' | true | false",
                "'maxLength':20 | 'maxLength':40 | true | false",
                "'required':['mode'] | 'required':['mode','level'] | false | true",
                "'required':['mode'] | 'required':[] | true | false",
                "'who': | 'ward':{'type':'boolean'},'who': | true | false",
                "'level': | 'height': | false | false",
                "'urn:x:1' | 'urn:x:2' | true | true",
                "'description':'d' | 'description':'said better' | true | true",
                "'x-criticality':'NORMAL' | 'x-criticality':'HIGH' | true | true",
                "'who':{ | 'who':{'x-mdc':{'refId':'MDC_WHO'}, | true | true",
                "'type':'integer','minimum' | 'x-phi':true,'type':'integer','minimum' | true | true",
                "'maxLength':20 | 'maxLength':20,'pattern':'^[a-z]*$' | false | true"
            })
    void keepsOrBreaksARule(String from, String to, boolean backward, boolean forward) {
        JsonNode older = json(V1);
        JsonNode newer = json(V1.replace(from, to));

        assertThat(newer).isNotEqualTo(older);
        assertThat(kinds(Compatibility.BACKWARD, older, newer).isEmpty()).isEqualTo(backward);
        assertThat(kinds(Compatibility.FORWARD, older, newer).isEmpty()).isEqualTo(forward);
        assertThat(kinds(Compatibility.FULL, older, newer).isEmpty()).isEqualTo(backward && forward);
    }

    /** What no rule allows, because the same message would mean less. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'x-phi':true | 'title':'in the clear now' | x-phi",
                "'x-criticality':'NORMAL' | 'x-criticality':'LOW' | x-criticality",
                "'x-unit':'1' | 'x-unit':'%' | x-unit",
                "'maximum':10,'x-unit':'1' | 'maximum':10 | x-unit",
                "'x-mdc':{'refId':'MDC_LEVEL'} | 'x-mdc':{'refId':'MDC_RATE'} | x-mdc",
                "'x-unit':'1','x-mdc':{'refId':'MDC_LEVEL'} | 'x-unit':'1' | x-mdc"
            })
    void isRefusedUnderEveryRule(String from, String to, String keyword) {
        for (Compatibility rule : Compatibility.values()) {
            assertThat(CompatibilityCheck.check(rule, json(V1), json(V1.replace(from, to))))
                    .as(rule.name())
                    .filteredOn(reason -> reason.kind() == Kind.MEANING)
                    .extracting(Incompatibility::keyword)
                    .containsExactly(keyword);
        }
    }

    @Test
    void aRuleThatRaisesTheCriticalityMustBeKept() {
        String rule = "'x-criticality-rules':[{'raiseTo':'CRITICAL','because':'off is dangerous','when':"
                + "{'properties':{'mode':{'const':'off'}},'required':['mode']}}],'type':'object','properties'";
        JsonNode older = json(V1.replace("'type':'object','properties'", rule));
        JsonNode wider = json(
                V1.replace("'type':'object','properties'", rule.replace("{'const':'off'}", "{'enum':['off','on']}")));

        assertThat(kinds(Compatibility.BACKWARD, older, json(V1))).containsOnly(Kind.MEANING);
        assertThat(kinds(Compatibility.BACKWARD, older, wider)).isEmpty();
        assertThat(kinds(Compatibility.BACKWARD, wider, older)).containsOnly(Kind.MEANING);
        assertThat(kinds(Compatibility.BACKWARD, older, json(V1.replace("'NORMAL'", "'CRITICAL'"))))
                .isEmpty();
    }

    @Test
    void aMarkMayMoveOutwardsAndMayGoWithItsProperty() {
        String nested =
                "'at':{'type':'object','properties':{'bed':{'type':'string','maxLength':9,'x-phi':true}},'additionalProperties':false}";
        JsonNode older = json(V1.replace("'who':", nested + ",'who':"));
        JsonNode outwards = json(V1.replace("'who':", nested.replace("'at':{", "'at':{'x-phi':true,") + ",'who':"));

        assertThat(kinds(Compatibility.BACKWARD, older, outwards)).isEmpty();
        assertThat(kinds(Compatibility.FORWARD, older, json(V1))).isEmpty();
    }

    @Test
    void saysWhereAndWhat() {
        List<Incompatibility> reasons = CompatibilityCheck.check(
                Compatibility.BACKWARD, json(V1), json(V1.replace("'enum':['on','off']", "'enum':['on']")));

        assertThat(reasons)
                .singleElement()
                .hasToString(
                        "/mode: the older version accepts what the newer one refuses, as it does not allow \"off\"");
    }

    @Test
    void aKeywordThatIsNotComparedIsNeverOverlooked() {
        JsonNode older = json("{'x-criticality':'LOW','type':'object','patternProperties':{'^a$':{}}}");
        JsonNode newer = json("{'x-criticality':'LOW','type':'object','patternProperties':{'^b$':{}}}");

        assertThat(kinds(Compatibility.BACKWARD, older, newer)).containsOnly(Kind.BACKWARD);
        assertThat(kinds(Compatibility.FULL, older, older)).isEmpty();
    }

    private static List<Kind> kinds(Compatibility rule, JsonNode older, JsonNode newer) {
        return CompatibilityCheck.check(rule, older, newer).stream()
                .map(Incompatibility::kind)
                .toList();
    }

    private static JsonNode json(String text) {
        return Documents.json(text.replace('\'', '"'));
    }
}
