package io.wardlog.schema;

import io.wardlog.event.DeviceType;
import java.util.List;

/**
 * Which event types an identity may send (docs/formats.md section 1). Types of the platform's own groups come from no
 * device; sign-ins and access to patient records come only from hospital applications. Pure.
 */
public final class EventTypeRules {
    private static final List<String> PLATFORM_GROUPS = List.of("agent", "collector", "access", "key");
    private static final List<String> APPLICATION_GROUPS = List.of("auth", "record");

    private static final String TENANT_PREFIX = "x_";

    private EventTypeRules() {}

    /** Whether this is a name for a tenant's own type: its group begins with {@code x_}, which no group of the product ever does. */
    public static boolean isTenantType(String eventType) {
        return eventType.startsWith(TENANT_PREFIX) && eventType.indexOf('.') > TENANT_PREFIX.length();
    }

    /** Whether the type belongs to the platform itself, which alone writes it into its own chains. */
    public static boolean isPlatformType(String eventType) {
        return isOfOneOf(PLATFORM_GROUPS, eventType);
    }

    /** Whether an identity of this kind may send this type; whether the type exists at all is the registry's question. */
    public static boolean mayBeSentBy(DeviceType sender, String eventType) {
        return !isPlatformType(eventType)
                && (sender == DeviceType.APPLICATION || !isOfOneOf(APPLICATION_GROUPS, eventType));
    }

    /** Asked for each message, so that no text is made of the group. */
    private static boolean isOfOneOf(List<String> groups, String eventType) {
        for (String group : groups) {
            if (eventType.startsWith(group)
                    && (eventType.length() == group.length() || eventType.charAt(group.length()) == '.')) {
                return true;
            }
        }
        return false;
    }
}
