package io.wardlog.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.event.Criticality;
import java.util.ArrayList;
import java.util.List;

/**
 * How critical an event of one type is: the schema's {@code x-criticality}, raised by every rule of {@code
 * x-criticality-rules} whose {@code when} (a schema of the payload) holds; rules never lower it. They read only values
 * that are not marked as patient data, so that the agent (clear form) and every later reader (disclosed form) come to the
 * same result.
 */
final class CriticalityRules {
    private record Rule(ReferenceSchema when, Criticality raiseTo) {}

    private final Criticality byDefault;
    private final List<Rule> rules;

    private CriticalityRules(Criticality byDefault, List<Rule> rules) {
        this.byDefault = byDefault;
        this.rules = List.copyOf(rules);
    }

    static CriticalityRules compile(JsonNode schema, SchemaCompiler compiler) {
        List<Rule> rules = new ArrayList<>();
        for (JsonNode rule : schema.path("x-criticality-rules")) {
            rules.add(new Rule(compiler.compile(rule.path("when")), criticality(rule.path("raiseTo"))));
        }
        return new CriticalityRules(criticality(schema.path("x-criticality")), rules);
    }

    /** The most critical that an event can be by these rules. */
    Criticality highest() {
        return rules.stream().map(Rule::raiseTo).reduce(byDefault, (a, b) -> a.compareTo(b) >= 0 ? a : b);
    }

    private static Criticality criticality(JsonNode name) {
        return Criticality.valueOf(name.asText());
    }

    Criticality byDefault() {
        return byDefault;
    }

    Criticality of(JsonNode payload) {
        Criticality criticality = byDefault;
        for (Rule rule : rules) {
            // Asked in this order because most events need no rule at all.
            if (rule.raiseTo().compareTo(criticality) > 0
                    && rule.when().validate(payload).isEmpty()) {
                criticality = rule.raiseTo();
            }
        }
        return criticality;
    }
}
