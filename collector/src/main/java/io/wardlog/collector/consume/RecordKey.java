package io.wardlog.collector.consume;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A record key {@code tenant/name}, where the name is a device's or an agent's.
 *
 * @param tenantId the tenant
 * @param name the device or agent
 */
public record RecordKey(String tenantId, String name) {

    private static final int MAX_BYTES = 200;
    private static final Pattern FORM = Pattern.compile(
            "([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)/([A-Za-z0-9](?:[A-Za-z0-9._-]{0,126}[A-Za-z0-9])?)");

    /** Reads the bytes of a key; nothing when they are null or of another form. */
    public static Optional<RecordKey> read(byte[] key) {
        if (key == null || key.length > MAX_BYTES) {
            return Optional.empty();
        }
        Matcher form = FORM.matcher(new String(key, StandardCharsets.ISO_8859_1));
        return form.matches() ? Optional.of(new RecordKey(form.group(1), form.group(2))) : Optional.empty();
    }
}
