package io.wardlog.simulator.model;

/**
 * Where devices stand together, for one patient after the other.
 *
 * @param name as it stands on the wall
 * @param seed what the bed's patients are drawn from; all devices at it have the same
 */
public record Bed(String name, long seed) {}
