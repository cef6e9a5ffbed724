package io.wardlog.local.bench;

import io.wardlog.local.bench.EdgeBench.Case;
import io.wardlog.local.bench.EdgeBench.Who;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * What all rounds gave, in the order in which they were run.
 *
 * @param eventBytes mean length of an event's canonical bytes with its sealed block
 * @param hashMicros what one SHA-256 over so many bytes costs
 */
record EdgeResult(EdgeBench.Plan plan, Map<Case, List<Measurement>> rounds, int eventBytes, Spread hashMicros) {

    /** A goal, and how far it is reached; the figure is the median of the rounds' ratios. */
    record Goal(String number, String goal, Spread ratio, boolean reached) {}

    boolean complete() {
        return rounds.values().stream().flatMap(List::stream).allMatch(Measurement::complete);
    }

    /** What can be said of the goals; without mosquitto less. */
    List<Goal> goals() {
        List<Goal> goals = new ArrayList<>();
        for (Who broker : List.of(Who.queue, Who.mosquitto)) {
            against(broker, goals);
        }
        ratio(new Case(Who.unsynced, plan.inFlight()), new Case(Who.agent, plan.inFlight()), EdgeResult::speed)
                .ifPresent(spread -> goals.add(new Goal(
                        "P4", "durable: ≥ 0.8 × the agent's own rate without syncs", spread, spread.median() >= 0.8)));
        Case whole = new Case(Who.receipts, plan.inFlight());
        ratio(whole, whole, (own, same) -> own.micros() / hashMicros.median())
                .ifPresent(spread -> goals.add(new Goal(
                        "P5",
                        "whole agent, MQTT in to receipt: ≤ 10 × one SHA-256 of the record",
                        spread,
                        spread.median() <= 10)));
        Case other = new Case(Who.other, plan.inFlight());
        ratio(whole, other, (own, their) -> own.micros() / their.micros())
                .ifPresent(spread -> goals.add(
                        new Goal("–", "CPU an event against the other build's", spread, spread.median() <= 1)));
        return goals;
    }

    private void against(Who broker, List<Goal> goals) {
        int many = plan.inFlight();
        String name = new Case(broker, many).contender();
        ratio(new Case(broker, many), new Case(Who.agent, many), (their, own) -> their.micros() / own.micros())
                .ifPresent(spread -> goals.add(new Goal(
                        "P2",
                        "durable, %d in flight: ≥ 5 × less CPU an event than %s, unsynced".formatted(many, name),
                        spread,
                        spread.median() >= 5)));
        ratio(new Case(broker, many), new Case(Who.agent, many), EdgeResult::speed)
                .ifPresent(spread ->
                        goals.add(new Goal("P2", "the same: ≥ 3 × the rate of " + name, spread, spread.median() >= 3)));
        ratio(new Case(broker, 1), new Case(Who.agent, 1), EdgeResult::speed)
                .ifPresent(spread -> goals.add(new Goal(
                        "P3", "durable, 1 in flight: ≥ 1 × the rate of " + name, spread, spread.median() >= 1)));
    }

    private static double speed(Measurement their, Measurement own) {
        return own.perSecond() / their.perSecond();
    }

    /** Round by round: only what ran one after the other is compared. */
    private Optional<Spread> ratio(Case left, Case right, BiFunction<Measurement, Measurement, Double> of) {
        List<Measurement> lefts = rounds.getOrDefault(left, List.of());
        List<Measurement> rights = rounds.getOrDefault(right, List.of());
        if (lefts.isEmpty() || rights.size() != lefts.size()) {
            return Optional.empty();
        }
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < lefts.size(); i++) {
            ratios.add(of.apply(lefts.get(i), rights.get(i)));
        }
        return Optional.of(Spread.of(ratios));
    }
}
