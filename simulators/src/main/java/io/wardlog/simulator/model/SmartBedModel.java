package io.wardlog.simulator.model;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A bed: the patient moves it for comfort, nurses raise it for care and lower its rails for that, and now and then a patient gets up. A bed whose exit
 * alarm is set warns at the edge; without, it only tells.
 */
public final class SmartBedModel extends BedsideModel {
    private static final Alarm BED_EXIT = new Alarm("bed_exit", "physiological", "high");
    private static final String[] CARE = {"wound dressing", "turned", "washed", "physiotherapy"};
    private static final double LOW = 38;

    private final Settings position = new Settings(resting());
    private final Association association;
    private boolean cared;
    private int exits;

    public SmartBedModel(String deviceId, Bed bed, long seed) {
        super(deviceId, seed);
        switchOn(Equipment.SMART_BED);
        association = new Association(this, bed, this::settle, this::makeBed);
        association.begin();
        after(minutes(5, 40), this::move);
        after(minutes(20, 180), this::care);
        after(minutes(30, 300), this::getUp);
        after(minutes(3_000, 20_000), this::resuscitate);
    }

    @Override
    boolean inUse() {
        return association.occupied();
    }

    private static ObjectNode resting() {
        ObjectNode rest = object();
        rest.set("backrest", quantity(0, "deg"));
        rest.set("knee", quantity(0, "deg"));
        rest.set("height", quantity(LOW, "cm"));
        rest.set("sideRails", rails("raised"));
        return rest.put("brake", "engaged").put("exitAlarm", "off");
    }

    private static ObjectNode rails(String state) {
        return object().put("headLeft", state).put("headRight", state);
    }

    private boolean alarmed() {
        return position.get("exitAlarm").asText().equals("on");
    }

    /** A patient came; three of five may fall. */
    private void settle() {
        if (chance(0.6)) {
            nurse(object().put("exitAlarm", "on"), "risk of falling");
        }
    }

    /** The patient leaves. */
    private void makeBed() {
        clearAll();
        cared = false;
        nurse(resting(), "bed is free");
    }

    private void move() {
        if (association.occupied() && !cared) {
            ObjectNode wanted = object();
            wanted.set("backrest", quantity(5 * below(13), "deg"));
            if (chance(0.3)) {
                wanted.set("knee", quantity(5 * below(5), "deg"));
            }
            position.change(wanted).ifPresent(change -> {
                ObjectNode content = content(change.put("how", "patient_control"));
                content.putObject("actor").put("type", "patient");
                report("bed.position_changed", content);
            });
        }
        after(minutes(15, 180), this::move);
    }

    private void care() {
        if (association.occupied()) {
            cared = true;
            String before = position.get("exitAlarm").asText();
            ObjectNode up = object().put("exitAlarm", "off");
            up.set("height", quantity(75, "cm"));
            up.set("sideRails", rails("lowered"));
            nurse(up, CARE[below(CARE.length)]);
            after(minutes(5, 20), () -> endCare(before));
        }
        after(minutes(90, 300), this::care);
    }

    private void endCare(String exitAlarm) {
        if (cared) {
            cared = false;
            ObjectNode down = object().put("exitAlarm", exitAlarm);
            down.set("height", quantity(LOW, "cm"));
            down.set("sideRails", rails("raised"));
            nurse(down, "care done");
        }
    }

    private void nurse(ObjectNode wanted, String reason) {
        nurse(wanted, "panel", reason);
    }

    private void nurse(ObjectNode wanted, String how, String reason) {
        position.change(wanted)
                .ifPresent(change -> report("bed.position_changed", byNurse(change.put("how", how), reason)));
    }

    private void getUp() {
        if (association.occupied() && !cared) {
            int exit = ++exits;
            detect(exit, "sitting_up", alarmed() ? "armed" : "off", null);
            after(seconds(8, 60), () -> reachEdge(exit));
        }
        after(minutes(60, 400), this::getUp);
    }

    private void reachEdge(int exit) {
        if (!association.occupied() || cared) {
            return;
        }
        Raised raised = alarmed() ? raise(BED_EXIT, object().put("latched", true)) : null;
        detect(exit, "at_edge", raised == null ? "off" : "raised", raised);
        boolean stopped = raised != null && chance(0.6);
        if (!stopped) {
            after(seconds(4, 20), () -> leave(exit, raised));
        }
        if (raised != null) {
            after(seconds(25, 90), () -> acknowledge(raised));
            after(seconds(100, 400), () -> clear(raised));
        }
    }

    private void leave(int exit, Raised raised) {
        if (association.occupied()) {
            detect(exit, "out_of_bed", raised == null ? "off" : "raised", raised);
        }
    }

    private void detect(int exit, String stage, String alarm, Raised raised) {
        ObjectNode payload = object().put("exitId", deviceId() + "/exit-" + exit)
                .put("stage", stage)
                .put("alarm", alarm)
                .put("sensitivity", "edge")
                .put("sideRails", "some");
        if (raised != null) {
            payload.put("alarmId", raised.id());
        }
        report("bed.exit_detected", content(payload));
    }

    private void resuscitate() {
        if (association.occupied()) {
            ObjectNode flat = object();
            flat.set("backrest", quantity(0, "deg"));
            flat.set("knee", quantity(0, "deg"));
            nurse(flat, "cpr_release", "resuscitation");
        }
        after(minutes(6_000, 40_000), this::resuscitate);
    }
}
