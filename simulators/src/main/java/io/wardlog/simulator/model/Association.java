package io.wardlog.simulator.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/**
 * Which patient a device is for: a nurse associates the patient who comes and dissociates the one who leaves, and puts right what was a mistake.
 */
final class Association {
    private static final double MISTAKEN = 0.03;

    private final BedsideModel device;
    private final Bed bed;
    private final Stays stays;
    private final Runnable arrived;
    private final Runnable leaves;
    private String current;
    private Duration since;
    private int count;

    /** {@code arrived} runs once the patient is associated, {@code leaves} while it still is. */
    Association(BedsideModel device, Bed bed, Runnable arrived, Runnable leaves) {
        this.device = device;
        this.bed = bed;
        this.stays = new Stays(bed.seed());
        this.arrived = arrived;
        this.leaves = leaves;
    }

    /** Waits for the bed's first patient. */
    void begin() {
        await(stays.next());
    }

    boolean occupied() {
        return current != null;
    }

    private void await(Stays.Stay stay) {
        device.after(stay.from().minus(device.now()).plus(device.seconds(3, 30)), () -> admit(stay));
    }

    private void admit(Stays.Stay stay) {
        if (device.chance(MISTAKEN)) {
            associate(nextId(), Patient.drawn(device::below), "manual");
            device.after(device.minutes(4, 15), () -> correct(stay.patient()));
        } else {
            associate(nextId(), stay.patient(), "barcode");
        }
        arrived.run();
        device.after(stay.until().minus(device.now()).plus(device.seconds(0, 60)), this::discharge);
    }

    private void correct(Patient patient) {
        String right = nextId();
        dissociate("wrong_patient", "manual", "wristband read again", right);
        associate(right, patient, "barcode");
    }

    private void discharge() {
        leaves.run();
        dissociate(device.chance(0.6) ? "transferred" : "discharged", "barcode", "bed is free", null);
        current = null;
        await(stays.next());
    }

    private void associate(String id, Patient patient, String method) {
        current = id;
        since = device.now();
        ObjectNode payload = AgendaModel.object().put("associationId", id).put("method", method);
        payload.set("patient", patient.toJson());
        payload.putObject("location").put("unit", "ICU").put("bed", bed.name());
        device.report("patient.associated", device.by(Staff.NURSE, payload, "admitted"));
    }

    private void dissociate(String why, String method, String reason, String replacedBy) {
        ObjectNode payload = AgendaModel.object()
                .put("associationId", current)
                .put("why", why)
                .put("method", method);
        payload.set("lasted", AgendaModel.quantity(device.now().minus(since).toSeconds() / 60.0, "min"));
        if (replacedBy != null) {
            payload.put("replacedBy", replacedBy);
        }
        device.report("patient.dissociated", device.by(Staff.NURSE, payload, reason));
    }

    private String nextId() {
        return device.deviceId() + "/admission-" + device.now().toSeconds() + "-" + ++count;
    }
}
