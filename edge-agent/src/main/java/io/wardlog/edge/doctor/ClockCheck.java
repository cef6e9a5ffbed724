package io.wardlog.edge.doctor;

import io.wardlog.config.HostPort;
import io.wardlog.edge.forward.ClockOffset;
import io.wardlog.edge.life.MachineConditions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** Check {@code clock}: whether something keeps this machine's clock right. */
public final class ClockCheck implements Check {

    private static final String NAME = "clock";
    private static final String FIX =
            "let a time service keep it right: systemctl enable --now systemd-timesyncd, or chrony";
    private static final List<Path> SERVICES =
            List.of(Path.of("/run/chrony/chronyd.pid"), Path.of("/run/chronyd.pid"), Path.of("/run/ntpd.pid"));

    @Override
    public void look(Consumer<Diagnosis> say) {
        Optional<Path> service = SERVICES.stream().filter(Files::exists).findFirst();
        if (MachineConditions.clockSource().equals("ntp")) {
            say.accept(Diagnosis.ok(NAME, "synchronised, says systemd-timesyncd"));
        } else if (service.isPresent()) {
            say.accept(
                    Diagnosis.ok(NAME, "a time service runs (" + service.get() + "); it knows how exact the clock is"));
        } else {
            say.accept(Diagnosis.warning(NAME, "no time service says that it keeps this clock right", FIX));
        }
    }

    /** The same by the time that a collector signed. */
    static Diagnosis against(HostPort collector, ClockOffset offset) {
        String found = String.format(
                Locale.ROOT,
                "%.3f s %s the time that %s signs, ± %.3f s",
                Math.abs(offset.micros()) / 1e6,
                offset.micros() > 0 ? "behind" : "ahead of",
                collector,
                offset.uncertaintyMicros() / 1e6);
        return offset.isFar() ? Diagnosis.failed(NAME, found, FIX + ", here or there") : Diagnosis.ok(NAME, found);
    }
}
