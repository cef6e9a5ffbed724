package io.wardlog.simulator.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/**
 * A patient monitor: admits a patient, reports vital signs that follow a plausible course, and raises a low-saturation alarm when the patient
 * desaturates, until the saturation is back.
 */
public final class MonitorModel extends BedsideModel {
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final int CUFF_EVERY = 30;
    private static final double SPO2_LIMIT = 90;
    private static final double SPO2_RECOVERED = 92;
    private static final Alarm SPO2_LOW = new Alarm("spo2_low", "physiological", "high");
    private static final String[] FAMILY = {"Rossi", "Nguyen", "Schmidt", "Kowalska", "Okafor", "Lindqvist"};

    private final VitalSign heartRate = new VitalSign(between(62, 95), 1.2);
    private final VitalSign spo2 = new VitalSign(between(95.5, 98.5), 0.25);
    private final VitalSign respiratoryRate = new VitalSign(between(12, 19), 0.5);
    private final VitalSign systolic = new VitalSign(between(105, 140), 1.5);
    private final VitalSign temperature = new VitalSign(between(36.4, 37.6), 0.02);
    private Raised alarm;
    private long reports;

    public MonitorModel(String deviceId, long seed) {
        super(deviceId, seed);
        switchOn("PM-2 patient monitor");
        after(seconds(3, 8), this::admit);
        after(seconds(5, 15), this::measure);
        after(minutes(2, 30), this::desaturate);
    }

    private void admit() {
        ObjectNode payload = object().put("associationId", deviceId() + "/admission-" + now().toSeconds())
                .put("method", "barcode");
        ObjectNode patient = payload.putObject("patient");
        patient.putArray("identifiers")
                .addObject()
                .put("system", "urn:oid:2.16.840.1.113883.19.5")
                .put("kind", "MR")
                .put("value", "%08d".formatted(below(100_000_000)));
        patient.putObject("name").put("family", FAMILY[below(FAMILY.length)]);
        patient.put("birthDate", "%d-%02d-%02d".formatted(1935 + below(70), 1 + below(12), 1 + below(28)));
        patient.put("sex", chance(0.5) ? "female" : "male");
        payload.putObject("location").put("unit", "ICU").put("bed", deviceId());
        report("patient.associated", byNurse(payload, "admitted"));
    }

    private void measure() {
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
        after(INTERVAL, this::measure);
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
        if (alarm == null && saturation < SPO2_LIMIT) {
            ObjectNode details = object();
            details.set("measured", quantity(saturation, "%"));
            details.set("limit", quantity(SPO2_LIMIT, "%"));
            Raised raised = raise(SPO2_LOW, details);
            alarm = raised;
            after(seconds(8, 40), () -> acknowledge(raised));
        } else if (alarm != null
                && saturation > SPO2_RECOVERED
                && now().minus(alarm.at()).toSeconds() > 40) {
            clear(alarm);
            alarm = null;
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
