package io.wardlog.simulator.ward;

import io.wardlog.event.DeviceType;
import io.wardlog.simulator.model.Bed;
import io.wardlog.simulator.model.DeviceModel;
import io.wardlog.simulator.model.MonitorModel;
import io.wardlog.simulator.model.PumpModel;
import io.wardlog.simulator.model.SmartBedModel;
import io.wardlog.simulator.model.VentilatorModel;
import java.util.Arrays;

/** What a bed can have; named as on the wire. */
enum BedDevice {
    infusion_pump(DeviceType.INFUSION_PUMP, PumpModel::new),
    patient_monitor(DeviceType.PATIENT_MONITOR, MonitorModel::new),
    ventilator(DeviceType.VENTILATOR, VentilatorModel::new),
    smart_bed(DeviceType.SMART_BED, SmartBedModel::new);

    private final DeviceType type;
    private final Maker maker;

    BedDevice(DeviceType type, Maker maker) {
        this.type = type;
        this.maker = maker;
    }

    @FunctionalInterface
    private interface Maker {
        DeviceModel make(String deviceId, Bed bed, long seed);
    }

    /** The one of that type. */
    static BedDevice of(DeviceType type) {
        return Arrays.stream(values())
                .filter(each -> each.type == type)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no bed has a " + type.wireName()));
    }

    DeviceType type() {
        return type;
    }

    DeviceModel model(String deviceId, Bed bed, long seed) {
        return maker.make(deviceId, bed, seed);
    }
}
