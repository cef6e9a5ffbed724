package io.wardlog.schema.bound;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Compiles the parts of a schema that only narrow what its properties describe. */
final class ConditionCompiler {
    private static final Demand ALWAYS = (scan, node) -> true;
    private static final Demand NEVER = (scan, node) -> false;

    private ConditionCompiler() {}

    /** {@code if}, {@code then}, {@code else} and {@code oneOf} of an object's schema; {@code plan} reads its properties. */
    static Demand[] demands(JsonNode schema, ObjectPlan plan) {
        List<Demand> demands = new ArrayList<>();
        if (schema.has("if")) {
            demands.add(new Condition.Choice(
                    condition(schema.get("if"), plan),
                    schema.has("then") ? condition(schema.get("then"), plan) : ALWAYS,
                    schema.has("else") ? condition(schema.get("else"), plan) : ALWAYS));
        }
        if (schema.has("oneOf")) {
            List<Demand> alternatives = new ArrayList<>();
            schema.get("oneOf").forEach(part -> alternatives.add(condition(part, plan)));
            demands.add(new Condition.ExactlyOne(alternatives));
        }
        return demands.toArray(Demand[]::new);
    }

    /** A schema of {@code properties} and {@code required} only. */
    static Demand condition(JsonNode schema, ObjectPlan plan) {
        Keywords.require(schema, Set.of("properties", "required"));
        List<Integer> required = new ArrayList<>();
        schema.path("required").forEach(name -> required.add(index(plan, name.asText())));
        List<Condition.Member> members = new ArrayList<>();
        schema.path("properties").fields().forEachRemaining(property -> {
            int index = index(plan, property.getKey());
            members.add(new Condition.Member(
                    index, test(property.getValue(), plan.property(index).plan())));
        });
        return new Condition(required, members);
    }

    private static int index(ObjectPlan plan, String name) {
        int index = plan.indexOf(name);
        if (index < 0) {
            throw new UncompilableException("a condition on a property that is not there");
        }
        return index;
    }

    private static Demand test(JsonNode schema, Plan described) {
        if (schema.isBoolean()) {
            return schema.booleanValue() ? ALWAYS : NEVER;
        }
        if (described instanceof ObjectPlan object) {
            return condition(schema, object);
        }
        if (described instanceof TextPlan || described instanceof ChoicePlan) {
            boolean listed = schema.has("enum") || schema.has("const");
            return new Condition.Value(listed ? ScalarCompiler.choice(schema) : ScalarCompiler.lengths(schema));
        }
        if (described instanceof NumberPlan) {
            return new Condition.Value(ScalarCompiler.number(schema));
        }
        if (described instanceof BooleanPlan) {
            return new Condition.Value(ScalarCompiler.truth(schema));
        }
        throw new UncompilableException("a condition on an array");
    }
}
