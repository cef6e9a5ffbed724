package io.wardlog.simulator.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/**
 * What a device reports, before its clock and counter put their marks on it.
 *
 * <p>A {@code device.clock_adjusted} says only from where the time came: the times before and after are the clock's to add.
 *
 * @param at clinical time since the device was switched on
 * @param content {@code payload} and, where a person is involved, {@code actor}, {@code operation}, {@code reason}, {@code correlationId}
 */
public record ClinicalMessage(Duration at, String eventType, ObjectNode content) {}
