/**
 * {@code wardlog demo}: the whole path on one machine, from simulated wards to a verified export. The collector and the agents are the packaged
 * processes with configuration files of production's format; nothing of them is on this module's class path.
 */
package io.wardlog.local;
