/**
 * Devices on the line: connections over MQTT and TCP to any agent, by the public protocols only, and the sender that keeps each message until it is
 * answered.
 */
package io.wardlog.simulator.link;
