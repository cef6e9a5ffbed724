package io.wardlog.simulator.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/**
 * An infusion pump: courses of infusion one after the other. A course starts, is titrated, is now and then stopped by an occlusion that a nurse answers
 * and clears, and ends because the volume is in or the order was discontinued.
 */
public final class PumpModel extends BedsideModel {
    private static final Alarm OCCLUSION = new Alarm("occlusion_downstream", "technical", "high");
    private static final Alarm NEAR_END = new Alarm("infusion_near_end", "advisory", "low");
    private static final String[] TITRATED = {
        "mean pressure below target", "target reached", "glucose 9.1", "sedation too deep"
    };

    private Course course;
    private int courses;

    public PumpModel(String deviceId, long seed) {
        super(deviceId, seed);
        switchOn("SP-1 syringe pump");
        after(seconds(5, 60), this::startCourse);
    }

    /** One course; the flow changes, what was delivered grows with it. Rates in mL/h, volumes in mL. */
    private static final class Course {
        final String id;
        final Drug drug;
        final double volume;
        final Duration startedAt;
        double rate;
        double delivered;
        Duration deliveredAt;

        Course(String id, Drug drug, double volume, double rate, Duration now) {
            this.id = id;
            this.drug = drug;
            this.volume = volume;
            this.rate = rate;
            this.startedAt = now;
            this.deliveredAt = now;
        }

        void deliverUntil(Duration now) {
            delivered =
                    Math.min(volume, delivered + rate * now.minus(deliveredAt).toMillis() / 3_600_000.0);
            deliveredAt = now;
        }
    }

    private void startCourse() {
        Drug drug = Drug.values()[below(Drug.values().length)];
        double rate = tenths(between(drug.lowestRate(), drug.highestRate()));
        start(drug, rate, tenths(rate * between(0.3, 1.0)), "drug_library", "ordered");
    }

    private void start(Drug drug, double rate, double volume, String programmedFrom, String reason) {
        course = new Course(deviceId() + "/" + now().toSeconds() + "-" + ++courses, drug, volume, rate, now());
        ObjectNode payload = object().put("infusionId", course.id).put("mode", "continuous");
        payload.set("drug", drug.toJson());
        payload.set("rate", quantity(rate, "mL/h"));
        payload.set("doseRate", drug.doseRate(rate));
        payload.set("volumeToBeInfused", quantity(volume, "mL"));
        payload.put("programmedFrom", programmedFrom);
        report("infusion.started", byNurse(payload, reason));
        Course started = course;
        after(minutes(3, 9), () -> titrate(started));
        after(minutes(8, 60), () -> occlude(started));
        after(minutes(12, 50), () -> discontinue(started));
        scheduleEnd(started);
    }

    private void titrate(Course of) {
        if (of != course) {
            return;
        }
        of.deliverUntil(now());
        double before = of.rate;
        double after = clamp(tenths(before * between(0.75, 1.3)), of.drug.lowestRate(), of.drug.highestRate());
        if (after != before) {
            of.rate = after;
            report("infusion.rate_changed", byNurse(rateChange(of, before), TITRATED[below(TITRATED.length)]));
            scheduleEnd(of);
        }
        after(minutes(3, 9), () -> titrate(of));
    }

    private static ObjectNode rateChange(Course of, double before) {
        ObjectNode payload = object().put("infusionId", of.id);
        payload.set("previousRate", quantity(before, "mL/h"));
        payload.set("rate", quantity(of.rate, "mL/h"));
        payload.set("previousDoseRate", of.drug.doseRate(before));
        payload.set("doseRate", of.drug.doseRate(of.rate));
        payload.set("drug", of.drug.toJson());
        return payload.put("cause", "titration");
    }

    private void scheduleEnd(Course of) {
        double rate = of.rate;
        Duration left = Duration.ofMillis((long) ((of.volume - of.delivered) / rate * 3_600_000));
        after(left.multipliedBy(9).dividedBy(10), () -> {
            if (of == course && of.rate == rate) {
                nearEnd(of);
            }
        });
        after(left, () -> {
            if (of == course && of.rate == rate) {
                stop("completed", null);
                after(minutes(1, 6), this::startCourse);
            }
        });
    }

    private void nearEnd(Course of) {
        Raised raised = raise(NEAR_END, object().put("infusionId", of.id));
        after(seconds(15, 90), () -> {
            acknowledge(raised);
            after(seconds(5, 20), () -> clear(raised));
        });
    }

    private void occlude(Course of) {
        if (of != course || !chance(0.6)) {
            return;
        }
        Raised raised = raise(OCCLUSION, object().put("infusionId", of.id).put("latched", true));
        of.deliverUntil(now());
        double remaining = tenths(of.volume - of.delivered);
        stop("occlusion", raised.id());
        after(seconds(10, 60), () -> acknowledge(raised));
        after(seconds(70, 150), () -> {
            clear(raised);
            after(seconds(5, 20), () -> start(of.drug, of.rate, Math.max(0.5, remaining), "manual", "line flushed"));
        });
    }

    private void discontinue(Course of) {
        if (of == course && chance(0.4)) {
            stop("order_discontinued", null);
            after(minutes(2, 6), this::startCourse);
        }
    }

    private void stop(String why, String alarmId) {
        Course stopped = course;
        course = null;
        stopped.deliverUntil(now());
        ObjectNode payload = object().put("infusionId", stopped.id).put("why", why);
        if (alarmId != null) {
            payload.put("alarmId", alarmId);
        }
        payload.set("volumeDelivered", quantity(stopped.delivered, "mL"));
        payload.set("volumeRemaining", quantity(stopped.volume - stopped.delivered, "mL"));
        payload.set("ranFor", quantity(now().minus(stopped.startedAt).toMillis() / 1000.0, "s"));
        payload.set("drug", stopped.drug.toJson());
        report(
                "infusion.stopped",
                why.equals("order_discontinued") ? byNurse(payload, "ward round") : content(payload));
    }

    private static double tenths(double value) {
        return Math.round(value * 10) / 10.0;
    }

    private static double clamp(double value, double low, double high) {
        return Math.max(low, Math.min(high, value));
    }
}
