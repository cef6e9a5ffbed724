package io.wardlog.simulator.model;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.SplittableRandom;

/** A device as a list of things that it will do, each at its clinical time; doing one may report something and put more on the list. */
abstract class AgendaModel implements DeviceModel {
    private final PriorityQueue<Step> agenda =
            new PriorityQueue<>(Comparator.comparing(Step::at).thenComparingLong(Step::order));
    private final Queue<ClinicalMessage> reported = new ArrayDeque<>();
    private final SplittableRandom random;
    private Duration now = Duration.ZERO;
    private long order;

    AgendaModel(long seed) {
        this.random = new SplittableRandom(seed);
    }

    private record Step(Duration at, long order, Runnable action) {}

    @Override
    public final ClinicalMessage next() {
        while (reported.isEmpty()) {
            Step step = agenda.remove();
            now = step.at();
            step.action().run();
        }
        return reported.remove();
    }

    final Duration now() {
        return now;
    }

    final void after(Duration delay, Runnable action) {
        agenda.add(new Step(now.plus(delay), order++, action));
    }

    final void report(String eventType, ObjectNode content) {
        reported.add(new ClinicalMessage(now, eventType, content));
    }

    final double between(double low, double high) {
        return low + (high - low) * random.nextDouble();
    }

    final int below(int bound) {
        return random.nextInt(bound);
    }

    final boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    final double gaussian() {
        return random.nextGaussian();
    }

    final Duration seconds(double low, double high) {
        return Duration.ofMillis((long) (between(low, high) * 1000));
    }

    final Duration minutes(double low, double high) {
        return seconds(low * 60, high * 60);
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** A message content that only has this payload. */
    static ObjectNode content(ObjectNode payload) {
        return object().set("payload", payload);
    }

    static ObjectNode quantity(double value, String unit) {
        return object().put("value", Math.round(value * 10) / 10.0).put("unit", unit);
    }
}
