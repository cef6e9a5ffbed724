package io.wardlog.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.schema.SchemaDocuments.EventDocument;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules by an example of each, and the product's own schemas held to them and to the vocabularies that they take terms from. */
class SchemaRulesTest {
    private static final SchemaDocuments DOCUMENTS = SchemaDocuments.builtIn();
    private static final SchemaIndex INDEX =
            SchemaIndex.read(SchemaSource.classPath().read(SchemaIndex.FILE));

    /** UCUM case-sensitive codes; a new one is added here after a look into the UCUM tables. */
    private static final Set<String> UCUM = Set.of(
            "1",
            "By",
            "us",
            "ms",
            "s",
            "min",
            "h",
            "/min",
            "%",
            "mm[Hg]",
            "cm[H2O]",
            "mbar",
            "Cel",
            "deg",
            "cm",
            "kg",
            "[ppm]",
            "mL",
            "L/min",
            "mL/h",
            "mg/mL",
            "ug/mL",
            "g/mL",
            "[iU]/mL",
            "mmol/mL",
            "ug",
            "mg",
            "g",
            "[iU]",
            "mmol",
            "ug/kg",
            "mg/kg",
            "[iU]/kg",
            "ug/kg/min",
            "ug/kg/h",
            "ug/min",
            "ug/h",
            "mg/kg/h",
            "mg/min",
            "mg/h",
            "g/h",
            "[iU]/kg/h",
            "[iU]/min",
            "[iU]/h",
            "mmol/kg/h",
            "mmol/h");

    /** DICOM PS3.16 CID 400 and CID 401, as far as they are used; PS3.15 A.5.3 says which go together. */
    private static final Map<String, Set<String>> AUDIT_EVENTS = Map.of(
            "110106", Set.of(""), // Export: also printing, A.5.3.4
            "110110", Set.of(""), // Patient Record
            "110113", Set.of("110127"), // Security Alert: Emergency Override Started, in FHIR's example of breaking the
            // glass
            "110114", Set.of("110122", "110123")); // User Authentication: Login, Logout, A.5.3.12

    /** ISO 21089:2017 as FHIR has it, http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle. */
    private static final Set<String> LIFECYCLE = Set.of(
            "access",
            "hold",
            "amend",
            "archive",
            "attest",
            "decrypt",
            "deidentify",
            "deprecate",
            "destroy",
            "disclose",
            "encrypt",
            "extract",
            "link",
            "merge",
            "originate",
            "pseudonymize",
            "reactivate",
            "receive",
            "reidentify",
            "unhold",
            "report",
            "restore",
            "transform",
            "transmit",
            "unlink",
            "unmerge",
            "verify");

    private static final String GOOD =
            "{'$schema':'https://json-schema.org/draft/2020-12/schema','$id':'urn:x:1','description':'d','x-criticality':'LOW',"
                    + "'x-criticality-rules':[{'raiseTo':'HIGH','because':'b','when':{'properties':{'mode':{'const':'off'}},'required':['mode']}}],"
                    + "'type':'object','properties':{'mode':{'description':'d','enum':['on','off'],'x-audit':{'codes':{'on':'14'}}},"
                    + "'level':{'description':'d','type':'integer','minimum':0,'maximum':9,'x-unit':'1','x-mdc':{'refId':'MDC_LEVEL'}},"
                    + "'dose':{'description':'d','type':'object','properties':{'value':{'description':'d','type':'number','minimum':0,'maximum':9},"
                    + "'unit':{'description':'d','enum':['mg']}},'required':['value','unit'],'additionalProperties':false},"
                    + "'who':{'description':'d','type':'string','maxLength':9}},'required':['mode'],'additionalProperties':false}";

    @Test
    void aGoodSchemaHasNoProblem() {
        assertThat(problems(GOOD)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'$schema':'https | '$schema':'http | $schema must be",
                "'x-criticality':'LOW' | 'x-criticality':'SOME' | x-criticality must be",
                "'x-criticality':'LOW' | 'x-criticality':'HIGH' | is the default already",
                "'because':'b' | 'because':' ' | must say why",
                "{'mode':{'const':'off'}},'required':['mode']} | {'mode':{'const':'off'}},'required':[]} | requires what it reads",
                "{'mode':{'const':'off'}},'required':['mode']} | {'more':{'const':'off'}},'required':['more']} | not there",
                "'enum':['on','off'] | 'enum':['on','off'],'x-phi':true | reads patient data",
                "'enum':['on','off'] | 'enum':[] | lists no value",
                "'level':{ | 'Level':{ | camelCase",
                "'description':'d','type':'integer' | 'type':'integer' | /level: description is missing",
                "'maximum':9,'x-unit':'1' | 'x-unit':'1' | /level: is not bounded",
                "'maxLength':9 | 'pattern':'^a$' | /who: is not bounded",
                "'maxLength':9 | 'maxLength':9,'$ref':'x' | no keyword of the house",
                "'required':['mode'],'additionalProperties':false} | 'required':['more'],'additionalProperties':false} | requires more",
                "'required':['mode'],'additionalProperties':false} | 'required':['mode']} | the payload: is not bounded",
                "'x-unit':'1', | '' | /level: a number has no unit",
                "'required':['value','unit'] | 'required':['value'] | /dose/value: a number has no unit",
                "'MDC_LEVEL' | 'LEVEL' | x-mdc is",
                "'MDC_LEVEL' | 'MDC_LEVEL','code':0 | x-mdc is",
                "'codes':{'on':'14'} | 'codes':{'of':'14'} | code for no value",
                "'codes':{'on':'14'} | 'eventId':'100' | eventId is of DICOM",
                "'codes':{'on':'14'} | 'eventTypeCode':'x' | eventTypeCode is of DICOM",
                "'codes':{'on':'14'} | 'action':'X' | action is",
                "'codes':{'on':'14'} | 'event':'110100' | x-audit has"
            })
    void eachRuleIsKept(String from, String to, String problem) {
        String broken = GOOD.replace(from, to.equals("''") ? "" : to);
        assertThat(broken).isNotEqualTo(GOOD);
        assertThat(problems(broken)).anyMatch(found -> found.contains(problem));
    }

    private static List<String> problems(String schema) {
        return SchemaRules.problems(Documents.json(schema.replace('\'', '"')));
    }

    @Test
    void theProductsOwnSchemasKeepThem() {
        assertThat(DOCUMENTS.events()).hasSizeGreaterThan(40);
        for (EventDocument event : DOCUMENTS.events()) {
            assertThat(SchemaRules.problems(event.payload()))
                    .as(event.entry().file())
                    .isEmpty();
        }
        for (JsonNode shared : List.of(DOCUMENTS.envelope(), deviceMessage())) {
            assertThat(SchemaRules.problemsOfShared(shared)).isEmpty();
        }
    }

    @Test
    void onlyAPayloadIsOpenAndOnlyInASharedDocument() {
        assertThat(SchemaRules.problems(deviceMessage()))
                .anyMatch(problem -> problem.contains("/payload: is not bounded"));
        assertThat(SchemaRules.problemsOfShared(Documents.json(GOOD.replace('\'', '"'))))
                .anyMatch(problem -> problem.contains("has no criticality"));
    }

    private static JsonNode deviceMessage() {
        return Documents.json(SchemaSource.classPath()
                .read(INDEX.shared().orElseThrow().deviceMessage().file()));
    }

    @Test
    void unitsAreOfUcum() {
        Set<String> units = new TreeSet<>();
        for (EventDocument event : DOCUMENTS.events()) {
            event.payload().findValuesAsText("x-unit").forEach(units::add);
            event.payload()
                    .findValues("unit")
                    .forEach(unit -> unit.path("enum").forEach(code -> units.add(code.asText())));
            event.payload().findValues("unit").stream()
                    .filter(unit -> unit.has("const"))
                    .forEach(unit -> units.add(unit.get("const").asText()));
        }
        assertThat(units).hasSizeGreaterThan(20);
        assertThat(UCUM).containsAll(units);
    }

    @Test
    void auditTermsAreThoseOfTheirStandards() {
        int found = 0;
        for (EventDocument event : DOCUMENTS.events()) {
            String group = event.entry().eventType().replaceAll("[.].*", "");
            JsonNode term = event.payload().path("x-audit");
            assertThat(term.has("eventId"))
                    .as(event.entry().file())
                    .isEqualTo(Set.of("auth", "record").contains(group));
            if (term.has("eventId")) {
                found++;
                assertThat(AUDIT_EVENTS.getOrDefault(term.path("eventId").asText(), Set.of()))
                        .as(event.entry().file())
                        .contains(term.path("eventTypeCode").asText());
                assertThat(term.path("purposeOfUse").asText("BTG")).isEqualTo("BTG"); // ActReason: break the glass
                if (group.equals("record")) {
                    assertThat(LIFECYCLE).contains(term.path("lifecycle").asText());
                }
            }
        }
        assertThat(found).isGreaterThanOrEqualTo(11);
    }
}
