package io.wardlog.simulator.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/** One course of infusion: the flow changes, what was delivered grows with it. Rates in mL/h, volumes in mL. */
final class Course {
    private final String id;
    private final Drug drug;
    private final String library;
    private final double volume;
    private final Duration startedAt;
    private double rate;
    private double delivered;
    private Duration deliveredAt;

    /** A course that starts now. */
    Course(String id, Drug drug, String library, double volume, double rate, Duration now) {
        this.id = id;
        this.drug = drug;
        this.library = library;
        this.volume = volume;
        this.rate = rate;
        this.startedAt = now;
        this.deliveredAt = now;
    }

    String id() {
        return id;
    }

    Drug drug() {
        return drug;
    }

    double rate() {
        return rate;
    }

    /** What is left at that time. */
    double remaining(Duration now) {
        deliverUntil(now);
        return volume - delivered;
    }

    /** How long the rest takes at the rate of now. */
    Duration timeLeft(Duration now) {
        return Duration.ofMillis((long) (remaining(now) / rate * 3_600_000));
    }

    private void deliverUntil(Duration now) {
        delivered = Math.min(volume, delivered + rate * now.minus(deliveredAt).toMillis() / 3_600_000.0);
        deliveredAt = now;
    }

    ObjectNode started(String programmedFrom) {
        ObjectNode payload = withDrug(named().put("mode", "continuous"));
        payload.set("rate", AgendaModel.quantity(rate, "mL/h"));
        payload.set("doseRate", drug.doseRate(rate));
        payload.set("volumeToBeInfused", AgendaModel.quantity(volume, "mL"));
        return payload.put("programmedFrom", programmedFrom);
    }

    /** Goes on at another rate. */
    ObjectNode changeRate(double newRate, String cause, Duration now) {
        deliverUntil(now);
        ObjectNode payload = named();
        payload.set("previousRate", AgendaModel.quantity(rate, "mL/h"));
        payload.set("rate", AgendaModel.quantity(newRate, "mL/h"));
        payload.set("previousDoseRate", drug.doseRate(rate));
        payload.set("doseRate", drug.doseRate(newRate));
        rate = newRate;
        return withDrug(payload).put("cause", cause);
    }

    /** An amount besides the flow, which the pump counts apart. */
    ObjectNode bolus(String bolusId, double amount, double atRate) {
        ObjectNode payload = named().put("bolusId", bolusId).put("kind", "clinician");
        payload.set("volumeProgrammed", AgendaModel.quantity(amount, "mL"));
        payload.set("volumeDelivered", AgendaModel.quantity(amount, "mL"));
        payload.set("rate", AgendaModel.quantity(atRate, "mL/h"));
        payload.set("ranFor", AgendaModel.quantity(amount / atRate * 3600, "s"));
        return withDrug(payload).put("outcome", "completed");
    }

    /** The volume is in. */
    ObjectNode completed(String then, Duration now) {
        ObjectNode payload = delivered(named(), now);
        payload.set("volumeProgrammed", AgendaModel.quantity(volume, "mL"));
        return withDrug(payload).put("then", then);
    }

    ObjectNode stopped(String why, Duration now) {
        ObjectNode payload = delivered(named().put("why", why), now);
        payload.set("volumeRemaining", AgendaModel.quantity(volume - delivered, "mL"));
        return withDrug(payload);
    }

    private ObjectNode delivered(ObjectNode payload, Duration now) {
        deliverUntil(now);
        payload.set("volumeDelivered", AgendaModel.quantity(delivered, "mL"));
        payload.set("ranFor", AgendaModel.quantity(now.minus(startedAt).toMillis() / 1000.0, "s"));
        return payload;
    }

    private ObjectNode named() {
        return AgendaModel.object().put("infusionId", id);
    }

    private ObjectNode withDrug(ObjectNode payload) {
        return payload.set("drug", drug.toJson(library));
    }
}
