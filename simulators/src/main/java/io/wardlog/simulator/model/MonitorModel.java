package io.wardlog.simulator.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/**
 * A patient monitor: while a patient is there it reports vital signs that follow a plausible course, and raises a low-saturation alarm when the patient
 * desaturates, until the saturation is back. After too many alarms a nurse lowers the limit, and the next patient begins with the default again.
 */
public final class MonitorModel extends BedsideModel {
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final int CUFF_EVERY = 30;
    private static final double DEFAULT_LIMIT = 90;
    private static final double LOWEST_LIMIT = 86;
    private static final double HYSTERESIS = 2;
    private static final Alarm SPO2_LOW = new Alarm("spo2_low", "physiological", "high");

    private final VitalSign heartRate = new VitalSign(between(62, 95), 1.2);
    private final VitalSign spo2 = new VitalSign(between(95.5, 98.5), 0.25);
    private final VitalSign respiratoryRate = new VitalSign(between(12, 19), 0.5);
    private final VitalSign systolic = new VitalSign(between(105, 140), 1.5);
    private final VitalSign temperature = new VitalSign(between(36.4, 37.6), 0.02);
    private final Association association;
    private double limit = DEFAULT_LIMIT;
    private Raised alarm;
    private long reports;

    public MonitorModel(String deviceId, Bed bed, long seed) {
        super(deviceId, seed);
        switchOn(Equipment.MONITOR);
        association = new Association(this, bed, () -> {}, this::discharge);
        association.begin();
        after(seconds(5, 15), this::measure);
        after(minutes(2, 30), this::desaturate);
    }

    @Override
    boolean inUse() {
        return association.occupied();
    }

    private void measure() {
        if (association.occupied()) {
            reportVitals();
        }
        after(INTERVAL, this::measure);
    }

    private void reportVitals() {
        ObjectNode payload = object();
        double heart = heartRate.step(gaussian(), 35, 190);
        double saturation = spo2.step(gaussian(), 70, 100);
        payload.set("heartRate", quantity(heart, "/min"));
        payload.set("pulseRate", quantity(heart + between(-1, 1), "/min"));
        payload.set("spo2", quantity(saturation, "%"));
        payload.set("respiratoryRate", quantity(respiratoryRate.step(gaussian(), 6, 45), "/min"));
        payload.set("temperature", quantity(temperature.step(gaussian(), 34, 41), "Cel"));
        double pressure = systolic.step(gaussian(), 70, 220);
        if (reports++ % CUFF_EVERY == 0) {
            payload.set("noninvasivePressure", cuff(pressure));
        }
        report("vitals.reported", content(payload));
        watchSaturation(saturation);
    }

    private static ObjectNode cuff(double systolic) {
        double diastolic = systolic * 0.62;
        ObjectNode pressure = object();
        pressure.set("systolic", quantity(systolic, "mm[Hg]"));
        pressure.set("diastolic", quantity(diastolic, "mm[Hg]"));
        pressure.set("mean", quantity(diastolic + (systolic - diastolic) / 3, "mm[Hg]"));
        return pressure;
    }

    private void watchSaturation(double saturation) {
        if (alarm == null && saturation < limit) {
            ObjectNode details = object();
            details.set("measured", quantity(saturation, "%"));
            details.set("limit", quantity(limit, "%"));
            Raised raised = raise(SPO2_LOW, details);
            alarm = raised;
            after(seconds(8, 40), () -> acknowledge(raised));
            if (chance(0.2)) {
                after(seconds(45, 90), this::lowerLimit);
            }
        } else if (alarm != null
                && saturation > limit + HYSTERESIS
                && now().minus(alarm.at()).toSeconds() > 40) {
            clear(alarm);
            alarm = null;
        }
    }

    private void lowerLimit() {
        if (association.occupied() && limit > LOWEST_LIMIT) {
            setLimit(limit - 1, "nuisance_alarms", "target 88 to 92 %");
        }
    }

    private void setLimit(double newLimit, String cause, String reason) {
        ObjectNode payload = object().put("parameter", "spo2");
        payload.putObject("mdc").put("refId", "MDC_PULS_OXIM_SAT_O2").put("code", 150456);
        payload.putObject("before").set("low", quantity(limit, "%"));
        payload.putObject("after").set("low", quantity(newLimit, "%"));
        limit = newLimit;
        report("alarm.limits_changed", byNurse(payload.put("cause", cause).put("where", "bedside"), reason));
    }

    private void discharge() {
        clearAll();
        alarm = null;
        if (limit != DEFAULT_LIMIT) {
            setLimit(DEFAULT_LIMIT, "default_restored", "bed is free");
        }
    }

    private void desaturate() {
        spo2.driveTo(between(82, 87));
        heartRate.driveTo(heartRate.restingLevel() + between(15, 35));
        respiratoryRate.driveTo(respiratoryRate.restingLevel() + 8);
        after(minutes(2, 4), () -> {
            spo2.release();
            heartRate.release();
            respiratoryRate.release();
        });
        after(minutes(20, 60), this::desaturate);
    }
}
