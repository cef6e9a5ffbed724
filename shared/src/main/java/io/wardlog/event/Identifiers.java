package io.wardlog.event;

import java.util.regex.Pattern;

/** The forms of the names that events, chains and certificates carry (docs/formats.md section 2). */
public final class Identifiers {

    private static final Pattern TENANT_OR_HOSPITAL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern DEVICE = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,126}[A-Za-z0-9])?");
    private static final Pattern EVENT_TYPE = Pattern.compile("[a-z][a-z0-9_]{0,62}\\.[a-z][a-z0-9_]{0,62}");

    private Identifiers() {}

    /** Whether this is a tenant's or a hospital's id: a DNS label, 1 to 63 characters. */
    public static boolean isTenantOrHospital(String id) {
        return TENANT_OR_HOSPITAL.matcher(id).matches();
    }

    /** Whether this is a device's or an agent's id, 1 to 128 characters. */
    public static boolean isDevice(String id) {
        return DEVICE.matcher(id).matches();
    }

    /** Whether this has the form of an event type, {@code group.name}. */
    public static boolean isEventType(String type) {
        return EVENT_TYPE.matcher(type).matches();
    }

    /** The {@code schemaRef} of an event type and version. */
    public static String schemaRef(String eventType, int eventVersion) {
        return "urn:wardlog:schema:" + eventType + ":" + eventVersion;
    }
}
