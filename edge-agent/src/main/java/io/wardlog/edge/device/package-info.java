/**
 * Who is on the line: {@link io.wardlog.edge.device.DeviceDirectory} turns a client certificate, a name and token, or (where
 * asked for by name) a source address into the {@link io.wardlog.edge.device.DeviceIdentity} that every message of that
 * connection is bound to. The directory is a YAML file of the gateway; a bad reload keeps the old one.
 */
package io.wardlog.edge.device;
