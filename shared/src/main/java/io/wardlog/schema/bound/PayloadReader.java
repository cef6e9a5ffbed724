package io.wardlog.schema.bound;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.event.Criticality;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the payload of one event type and version, and tells how critical it is. Immutable, safe for any thread. */
public final class PayloadReader {
    private record Rule(Demand when, Criticality raiseTo) {}

    private final ObjectPlan plan;
    private final Set<String> marks;
    private final Criticality byDefault;
    private final Rule[] rules;

    private PayloadReader(JsonNode schema, Patterns patterns) {
        PlanCompiler compiler = new PlanCompiler(Map.of(), patterns);
        this.plan = compiler.object(schema);
        this.marks = Set.copyOf(compiler.marks());
        this.byDefault = Criticality.valueOf(schema.path("x-criticality").asText());
        List<Rule> compiled = new ArrayList<>();
        for (JsonNode rule : schema.path("x-criticality-rules")) {
            compiled.add(new Rule(
                    ConditionCompiler.condition(rule.path("when"), plan),
                    Criticality.valueOf(rule.path("raiseTo").asText())));
        }
        this.rules = compiled.toArray(Rule[]::new);
    }

    /** Compiles a payload's schema; empty when it holds what this package does not compile. */
    public static Optional<PayloadReader> compile(JsonNode schema, Patterns patterns) {
        try {
            return Optional.of(new PayloadReader(schema, patterns));
        } catch (UncompilableException e) {
            return Optional.empty();
        }
    }

    /** Where the schema marks patient data: RFC 6901 pointers from the payload on, {@code *} for each element of an array. */
    public Set<String> marks() {
        return marks;
    }

    ObjectPlan plan() {
        return plan;
    }

    /** Writes a payload that this reader has read. */
    void write(Scan scan, int payload, CanonicalForm out) {
        if (!plan.isMarkedInside()) {
            plan.write(scan, payload, out);
            return;
        }
        out.enter("payload", false);
        plan.write(scan, payload, out);
        out.leave();
    }

    /** How critical an event with this payload is; empty when it is not certain that the payload is one. */
    public Optional<Criticality> criticality(byte[] utf8) {
        Scan scan = new Scan(utf8, payload -> this);
        return plan.read(scan, 0) == utf8.length ? Optional.of(criticality(scan, Scan.ROOT)) : Optional.empty();
    }

    Criticality criticality(Scan scan, int payload) {
        Criticality criticality = byDefault;
        for (Rule rule : rules) {
            if (rule.raiseTo().compareTo(criticality) > 0 && rule.when().holds(scan, payload)) {
                criticality = rule.raiseTo();
            }
        }
        return criticality;
    }
}
