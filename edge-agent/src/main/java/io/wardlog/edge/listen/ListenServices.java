package io.wardlog.edge.listen;

import io.wardlog.edge.accept.Acceptor;
import io.wardlog.edge.device.DeviceDirectory;

/**
 * What every listener needs of the agent.
 *
 * @param acceptor takes messages and refusals
 * @param directory says who is on the line
 * @param metrics counts
 */
public record ListenServices(Acceptor acceptor, DeviceDirectory directory, ListenMetrics metrics) {}
