package io.wardlog.simulator.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/**
 * An infusion pump: courses of infusion one after the other. A course starts, is titrated, gets a bolus, is now and then stopped by an occlusion that a
 * nurse answers and clears, and ends because the volume is in, the order was discontinued, or the patient leaves.
 */
public final class PumpModel extends BedsideModel {
    private static final Alarm OCCLUSION = new Alarm("occlusion_downstream", "technical", "high");
    private static final Alarm NEAR_END = new Alarm("infusion_near_end", "advisory", "low");
    private static final double KEEP_VEIN_OPEN = 0.5;
    private final DrugLibrary library = new DrugLibrary(this);
    private final Association association;
    private Course course;
    private int courses;
    private int boluses;
    private int schedule;

    public PumpModel(String deviceId, Bed bed, long seed) {
        super(deviceId, seed);
        switchOn(Equipment.PUMP);
        library.begin();
        association = new Association(this, bed, () -> after(seconds(5, 60), this::startCourse), this::abandon);
        association.begin();
    }

    @Override
    boolean inUse() {
        return course != null;
    }

    private void startCourse() {
        if (course != null || !association.occupied()) {
            return;
        }
        Drug drug = Drug.values()[below(Drug.values().length)];
        double rate = tenths(between(drug.lowestRate(), drug.highestRate()));
        start(drug, rate, tenths(rate * between(0.3, 1.0)), "drug_library", "ordered");
    }

    private void start(Drug drug, double rate, double volume, String programmedFrom, String reason) {
        String id = deviceId() + "/" + now().toSeconds() + "-" + ++courses;
        Course started = new Course(id, drug, library.version(), volume, rate, now());
        course = started;
        report("infusion.started", byNurse(started.started(programmedFrom), reason));
        after(minutes(3, 9), () -> titrate(started));
        after(minutes(4, 60), () -> giveBolus(started));
        after(minutes(8, 60), () -> occlude(started));
        after(minutes(12, 50), () -> discontinue(started));
        scheduleEnd(started);
    }

    private void titrate(Course of) {
        if (of != course || of.rate() == KEEP_VEIN_OPEN) {
            return;
        }
        Drug drug = of.drug();
        double rate = clamp(tenths(of.rate() * between(0.75, 1.3)), drug.lowestRate(), drug.highestRate());
        if (rate != of.rate()) {
            ObjectNode change = of.changeRate(rate, "titration", now());
            report("infusion.rate_changed", byNurse(change, drug.titrationReason()));
            scheduleEnd(of);
        }
        after(minutes(3, 9), () -> titrate(of));
    }

    private void giveBolus(Course of) {
        if (of == course && of.rate() != KEEP_VEIN_OPEN && chance(0.4)) {
            double amount = Math.max(0.2, tenths(of.rate() * between(0.05, 0.15)));
            ObjectNode bolus = of.bolus(
                    deviceId() + "/bolus-" + ++boluses, amount, of.drug().highestRate() * 4);
            report("infusion.bolus_delivered", byNurse(bolus, "before turning the patient"));
        }
    }

    private void scheduleEnd(Course of) {
        int mine = ++schedule;
        Duration left = of.timeLeft(now());
        after(left.multipliedBy(9).dividedBy(10), () -> {
            if (of == course && mine == schedule) {
                nearEnd(of);
            }
        });
        after(left, () -> {
            if (of == course && mine == schedule) {
                complete(of);
            }
        });
    }

    private void nearEnd(Course of) {
        Raised raised = raise(NEAR_END, object().put("infusionId", of.id()));
        after(seconds(15, 90), () -> {
            acknowledge(raised);
            after(seconds(5, 20), () -> clear(raised));
        });
    }

    /** The volume is in: the pump stops, or keeps the vein open until somebody comes. */
    private void complete(Course of) {
        if (chance(0.7)) {
            report("infusion.completed", content(of.completed("stopped", now())));
            stop("completed", null);
            after(minutes(1, 6), this::startCourse);
            return;
        }
        ObjectNode completed = of.completed("keep_vein_open", now());
        completed.set("keepVeinOpenRate", quantity(KEEP_VEIN_OPEN, "mL/h"));
        report("infusion.completed", content(completed));
        report("infusion.rate_changed", content(of.changeRate(KEEP_VEIN_OPEN, "keep_vein_open", now())));
        after(minutes(1, 8), () -> {
            if (of == course) {
                stop("stopped_by_user", null);
                after(minutes(1, 6), this::startCourse);
            }
        });
    }

    private void occlude(Course of) {
        if (of != course || of.rate() == KEEP_VEIN_OPEN || !chance(0.6)) {
            return;
        }
        Raised raised = raise(OCCLUSION, object().put("infusionId", of.id()).put("latched", true));
        double remaining = tenths(of.remaining(now()));
        double rate = of.rate();
        stop("occlusion", raised.id());
        after(seconds(10, 60), () -> acknowledge(raised));
        after(seconds(70, 150), () -> {
            clear(raised);
            after(seconds(5, 20), () -> resume(of.drug(), rate, Math.max(0.5, remaining)));
        });
    }

    private void resume(Drug drug, double rate, double volume) {
        if (course == null && association.occupied()) {
            start(drug, rate, volume, "manual", "line flushed");
        }
    }

    private void discontinue(Course of) {
        if (of == course && chance(0.4)) {
            stop("order_discontinued", null);
            after(minutes(2, 6), this::startCourse);
        }
    }

    /** The patient leaves. */
    private void abandon() {
        if (course != null) {
            stop("stopped_by_user", null);
        }
    }

    private void stop(String why, String alarmId) {
        ObjectNode payload = course.stopped(why, now());
        course = null;
        if (alarmId != null) {
            payload.put("alarmId", alarmId);
        }
        report(
                "infusion.stopped",
                switch (why) {
                    case "order_discontinued" -> byNurse(payload, "ward round");
                    case "stopped_by_user" -> byNurse(payload, "no longer needed");
                    default -> content(payload);
                });
    }

    private static double tenths(double value) {
        return Math.round(value * 10) / 10.0;
    }

    private static double clamp(double value, double low, double high) {
        return Math.max(low, Math.min(high, value));
    }
}
