package io.wardlog.collector.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.collector.index.EventFields;

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
        String lastIngestionTime) {

    /** Whether these can be what places a device among the others: its tenant, hospital and id. */
    public static boolean isPlace(JsonNode values) {
        return values.size() == 3
                && values.path(EventFields.TENANT_ID).isTextual()
                && values.path(EventFields.HOSPITAL_ID).isTextual()
                && values.path(EventFields.DEVICE_ID).isTextual();
    }
}
