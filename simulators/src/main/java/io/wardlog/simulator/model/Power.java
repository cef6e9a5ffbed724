package io.wardlog.simulator.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/** A device's mains and battery: it is taken along on its battery now and then, and seldom the mains fail, sometimes until the battery is low. */
final class Power {
    private static final double DRAIN = 0.5;
    private static final double CHARGING = 1;
    private static final double LOW = 20;
    private static final BedsideModel.Alarm BATTERY_LOW = new BedsideModel.Alarm("battery_low", "technical", "medium");

    private final BedsideModel device;
    private boolean onMains = true;
    private double charge;
    private Duration chargedAt = Duration.ZERO;
    private BedsideModel.Raised alarm;

    Power(BedsideModel device) {
        this.device = device;
        this.charge = device.between(90, 100);
    }

    /** The device was switched on. */
    void begin() {
        report("powered_on", "user");
        device.after(device.minutes(60, 600), this::loseMains);
    }

    boolean onMains() {
        return onMains;
    }

    /** Charge in percent; percent a minute are won and lost. */
    double charge() {
        double minutes = device.now().minus(chargedAt).toSeconds() / 60.0;
        return Math.max(1, Math.min(100, charge + minutes * (onMains ? CHARGING : -DRAIN)));
    }

    private void loseMains() {
        boolean transport = device.chance(0.9);
        connect(false);
        report("mains_lost", transport ? "transport" : "power_failure");
        Duration untilLow = Duration.ofSeconds((long) ((charge - LOW) / DRAIN * 60));
        Duration away = transport ? device.minutes(6, 40) : device.minutes(1, 180);
        if (untilLow.compareTo(away) < 0) {
            device.after(untilLow, this::runLow);
        }
        device.after(away, this::restoreMains);
    }

    private void runLow() {
        report("battery_low", "power_failure");
        ObjectNode details = AgendaModel.object();
        details.set("measured", AgendaModel.quantity(charge(), "%"));
        details.set("limit", AgendaModel.quantity(LOW, "%"));
        alarm = device.raise(BATTERY_LOW, details);
    }

    private void restoreMains() {
        connect(true);
        report("mains_restored", "unknown");
        if (alarm != null) {
            device.clear(alarm);
            alarm = null;
        }
        device.after(device.minutes(120, 1200), this::loseMains);
    }

    private void connect(boolean mains) {
        charge = charge();
        chargedAt = device.now();
        onMains = mains;
    }

    private void report(String change, String why) {
        ObjectNode payload = AgendaModel.object()
                .put("change", change)
                .put("source", onMains ? "mains" : "battery")
                .put("why", why);
        payload.putObject("battery").set("charge", AgendaModel.quantity(charge(), "%"));
        device.report("device.power_changed", AgendaModel.content(payload));
    }
}
