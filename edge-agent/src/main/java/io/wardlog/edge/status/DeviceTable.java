package io.wardlog.edge.status;

import io.wardlog.edge.accept.GapLog;
import io.wardlog.edge.device.DeviceDirectory;
import io.wardlog.edge.presence.DevicePresence;
import io.wardlog.edge.presence.Heard;
import io.wardlog.edge.throttle.Stretches;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Puts together what is known of each device of the directory. Any thread; it looks at each of them, so not one that devices wait for. */
public record DeviceTable(Sources sources, Supplier<Set<String>> connected, Duration silentAfter) {

    private static final Duration LATELY = Duration.ofMinutes(1);

    /** Who knows what of devices. */
    public record Sources(DeviceDirectory directory, DevicePresence presence, Stretches limits, GapLog gaps) {}

    /** All of them now, those with something wrong first. */
    public List<DeviceRow> rows() {
        Set<String> open = connected.get();
        Set<String> noRoom = sources.gaps.turnedAway();
        Set<String> limited = Set.copyOf(sources.limits.now().devices());
        return sources.directory.listed().entrySet().stream()
                .map(device -> {
                    String id = device.getKey();
                    Heard heard = sources.presence.heard(id);
                    var gaps = sources.gaps.declared().of(id);
                    DeviceState state = noRoom.contains(id)
                            ? DeviceState.NO_ROOM
                            : limited.contains(id) ? DeviceState.RATE_LIMITED : state(heard, !gaps.isEmpty());
                    DeviceRow.Named named = new DeviceRow.Named(id, state);
                    return new DeviceRow(named, device.getValue(), open.contains(id), heard, gaps);
                })
                .sorted(DeviceRow.WORST_FIRST)
                .toList();
    }

    private DeviceState state(Heard heard, boolean gaps) {
        boolean lately = heard.refused()
                .last()
                .filter(last -> last.ago().compareTo(LATELY) < 0)
                .isPresent();
        if (lately || heard.endedRefused()) {
            return DeviceState.REFUSED;
        } else if (gaps) {
            return DeviceState.GAPS;
        }
        return heard.accepted()
                .ago()
                .map(ago -> ago.compareTo(silentAfter) > 0 ? DeviceState.SILENT : DeviceState.WELL)
                .orElse(DeviceState.UNHEARD);
    }
}
