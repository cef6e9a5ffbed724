package io.wardlog.simulator.model;

/** One device's endless course. Not safe for use by several threads. */
public interface DeviceModel {

    /** What the device reports next; never earlier than what it reported before. */
    ClinicalMessage next();
}
