package io.wardlog.schema;

import io.wardlog.event.DeviceType;
import java.util.Set;

/**
 * Which event types an identity may send (docs/formats.md section 1). Types of the platform's own groups come from no
 * device; sign-ins and access to patient records come only from hospital applications. Pure.
 */
public final class EventTypeRules {
    private static final Set<String> PLATFORM_GROUPS = Set.of("agent", "collector", "access", "key");
    private static final Set<String> APPLICATION_GROUPS = Set.of("auth", "record");

    private static final String TENANT_PREFIX = "x_";

    private EventTypeRules() {}

    /** Whether this is a name for a tenant's own type: its group begins with {@code x_}, which no group of the product ever does. */
    public static boolean isTenantType(String eventType) {
        return eventType.startsWith(TENANT_PREFIX) && eventType.indexOf('.') > TENANT_PREFIX.length();
    }

    /** Whether the type belongs to the platform itself, which alone writes it into its own chains. */
    public static boolean isPlatformType(String eventType) {
        return PLATFORM_GROUPS.contains(group(eventType));
    }

    /** Whether an identity of this kind may send this type; whether the type exists at all is the registry's question. */
    public static boolean mayBeSentBy(DeviceType sender, String eventType) {
        String group = group(eventType);
        return !PLATFORM_GROUPS.contains(group)
                && (sender == DeviceType.APPLICATION || !APPLICATION_GROUPS.contains(group));
    }

    private static String group(String eventType) {
        int dot = eventType.indexOf('.');
        return dot < 0 ? eventType : eventType.substring(0, dot);
    }
}
