package io.wardlog.collector.query;

/**
 * A device that has recorded something.
 *
 * @param deviceType as its last event says
 * @param events how many events there are of it, quarantined ones not counted
 * @param lastEventTime its own claim in the last event that came in
 * @param lastIngestionTime when that event came in
 */
public record DeviceSummary(
        String tenantId,
        String hospitalId,
        String deviceId,
        String deviceType,
        long events,
        String lastEventTime,
        String lastIngestionTime) {}
