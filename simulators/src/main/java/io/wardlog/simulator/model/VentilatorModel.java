package io.wardlog.simulator.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/**
 * A ventilator: tests itself, ventilates the patient who comes under pressure control, is adjusted after blood gases, weans to pressure support when
 * little oxygen is enough, switches to back-up ventilation by itself when the patient stops breathing, and goes to standby when the patient leaves.
 */
public final class VentilatorModel extends BedsideModel {
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final Alarm TIDAL_VOLUME_LOW = new Alarm("tidal_volume_low", "physiological", "high");
    private static final Alarm APNEA = new Alarm("apnea", "physiological", "high");
    private static final double DEFAULT_LIMIT = 250;
    private static final double LOWEST_LIMIT = 150;

    private final Settings settings = new Settings(object().put("mode", "standby"));
    private final VitalSign breaths = new VitalSign(between(14, 20), 0.6);
    private final VitalSign etco2 = new VitalSign(between(34, 44), 0.5);
    private double limit = DEFAULT_LIMIT;
    private int ventilations;

    public VentilatorModel(String deviceId, Bed bed, long seed) {
        super(deviceId, seed);
        switchOn(Equipment.VENTILATOR);
        new Association(this, bed, this::prepare, this::disconnect).begin();
        after(INTERVAL, this::measure);
    }

    @Override
    boolean inUse() {
        return !isIn("standby");
    }

    private boolean isIn(String mode) {
        return settings.get("mode").asText().equals(mode);
    }

    private void prepare() {
        upkeep().selfTest("pre_use");
        int mine = ++ventilations;
        after(minutes(1, 5), () -> during(mine, this::intubated));
    }

    /** Does it if the patient for whom it was meant is still there. */
    private void during(int ventilation, Runnable action) {
        if (ventilation == ventilations) {
            action.run();
        }
    }

    private void later(Duration delay, Runnable action) {
        int mine = ventilations;
        after(delay, () -> during(mine, action));
    }

    private void intubated() {
        order(settings.replace(controlled(60, 8)), "order", "respiratory failure");
        later(minutes(10, 40), this::adjust);
        later(minutes(20, 120), this::leak);
    }

    private ObjectNode controlled(double oxygen, double peep) {
        ObjectNode wanted = object().put("mode", "pressure_control").put("modeLabel", "PC-AC");
        wanted.set("oxygen", quantity(oxygen, "%"));
        wanted.set("peep", quantity(peep, "cm[H2O]"));
        wanted.set("rate", quantity(14 + below(5), "/min"));
        wanted.set("inspiratoryPressure", quantity(12 + below(6), "cm[H2O]"));
        wanted.set("inspiratoryTime", quantity(1.2, "s"));
        return wanted;
    }

    private ObjectNode supported(double oxygen, double peep) {
        ObjectNode wanted = object().put("mode", "pressure_support").put("modeLabel", "SPN-CPAP/PS");
        wanted.set("oxygen", quantity(oxygen, "%"));
        wanted.set("peep", quantity(peep, "cm[H2O]"));
        wanted.set("pressureSupport", quantity(8 + below(5), "cm[H2O]"));
        wanted.set("flowTrigger", quantity(2, "L/min"));
        wanted.set("apneaInterval", quantity(20, "s"));
        return wanted;
    }

    private void adjust() {
        double oxygen = settings.amount("oxygen");
        double peep = settings.amount("peep");
        if (isIn("pressure_control") && oxygen <= 45 && chance(0.5)) {
            order(settings.replace(supported(oxygen, peep)), "weaning", "awake, coughs");
            later(minutes(60, 400), this::stopBreathing);
        } else if (isIn("pressure_support") && chance(0.15)) {
            order(
                    settings.replace(controlled(Math.min(100, oxygen + 15), peep)),
                    "patient_condition",
                    "tired, rate 36");
        } else if (chance(0.7)) {
            double wanted = Math.max(21, Math.min(100, oxygen + 5 * (below(4) - 2.2)));
            titrate("oxygen", Math.rint(wanted), "%");
        } else {
            titrate("peep", Math.max(5, Math.min(16, peep + (chance(0.5) ? 1 : -1))), "cm[H2O]");
        }
        later(minutes(15, 60), this::adjust);
    }

    private void titrate(String setting, double value, String unit) {
        settings.change(object().set(setting, quantity(value, unit)))
                .ifPresent(change -> report(
                        "ventilation.settings_changed",
                        byNurse(change.put("cause", "blood_gas"), "by the oxygenation")));
    }

    private void order(ObjectNode change, String cause, String reason) {
        report("ventilation.settings_changed", by(Staff.PHYSICIAN, change.put("cause", cause), reason));
    }

    /** Back-up ventilation begins by itself, and a nurse ends it. */
    private void stopBreathing() {
        if (!isIn("pressure_support")) {
            return;
        }
        double oxygen = settings.amount("oxygen");
        double peep = settings.amount("peep");
        Raised raised = raise(APNEA, object());
        ObjectNode backup = controlled(oxygen, peep).put("mode", "backup").put("modeLabel", "Apnea ventilation");
        ObjectNode content = content(settings.replace(backup).put("cause", "device_automatic"));
        content.putObject("actor").put("type", "device");
        report("ventilation.settings_changed", content);
        later(seconds(10, 40), () -> acknowledge(raised));
        later(seconds(60, 180), () -> {
            clear(raised);
            ObjectNode back = settings.replace(supported(oxygen, peep));
            report("ventilation.settings_changed", byNurse(back.put("cause", "alarm_response"), "breathes again"));
            later(minutes(120, 600), this::stopBreathing);
        });
    }

    /** The tube comes loose for a moment. */
    private void leak() {
        ObjectNode details = object();
        details.set("measured", quantity(between(20, limit - 30), "mL"));
        details.set("limit", quantity(limit, "mL"));
        Raised raised = raise(TIDAL_VOLUME_LOW, details);
        later(seconds(5, 25), () -> acknowledge(raised));
        later(seconds(30, 70), () -> clear(raised));
        if (chance(0.3) && limit > LOWEST_LIMIT) {
            later(seconds(80, 200), () -> setLimit(limit - 25, "nuisance_alarms", "leaks at the tracheostomy"));
        }
        later(minutes(40, 240), this::leak);
    }

    private void setLimit(double newLimit, String cause, String reason) {
        ObjectNode payload = object().put("parameter", "tidal_volume");
        payload.putObject("before").set("low", quantity(limit, "mL"));
        payload.putObject("after").set("low", quantity(newLimit, "mL"));
        limit = newLimit;
        report("alarm.limits_changed", byNurse(payload.put("cause", cause).put("where", "bedside"), reason));
    }

    private void measure() {
        if (inUse()) {
            ObjectNode payload = object();
            payload.set("respiratoryRate", quantity(breaths.step(gaussian(), 6, 45), "/min"));
            payload.set("etco2", quantity(etco2.step(gaussian(), 20, 80), "mm[Hg]"));
            report("vitals.reported", content(payload));
        }
        after(INTERVAL, this::measure);
    }

    /** The patient leaves. */
    private void disconnect() {
        ventilations++;
        clearAll();
        if (inUse()) {
            ObjectNode change = settings.replace(object().put("mode", "standby"));
            order(change, chance(0.5) ? "weaning" : "transport", "off this ventilator");
        }
        if (limit != DEFAULT_LIMIT) {
            setLimit(DEFAULT_LIMIT, "default_restored", "ready for the next patient");
        }
    }
}
