package io.wardlog.edge.device;

import io.wardlog.event.DeviceType;
import java.util.List;

/**
 * What the directory says of a device to people.
 *
 * @param signsIn by what it can show who it is, of {@code certificate}, {@code token}, {@code address} and {@code file}
 */
public record ListedDevice(DeviceType type, List<String> signsIn) {}
