package io.wardlog.local;

import io.wardlog.event.DeviceType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A hospital application beside ward A's devices, which the demo has none of: it alone may send {@code auth.*} and {@code record.*}. */
final class HospitalApplication {
    static final DemoDevice IDENTITY = new DemoDevice(
            "emr-1",
            DeviceType.APPLICATION.wireName(),
            "7d1f0a93c65be284f13977ac0b52d86e94e03fb8a1652c7d08fb4e916a35c2d7",
            "",
            "");

    private HospitalApplication() {}

    /** Puts it into the device directory of ward A's agent; before that runs. */
    static void register(DemoLayout layout) throws IOException {
        Path devices = layout.agentDevices(DemoNames.agent(Stack.WARD));
        Files.writeString(devices, DemoConfigs.entry(IDENTITY), StandardOpenOption.APPEND);
    }
}
