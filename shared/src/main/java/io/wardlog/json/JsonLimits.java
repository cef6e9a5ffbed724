package io.wardlog.json;

/** How large JSON text may be: {@code maxBytes} of UTF-8 and {@code maxDepth} levels of objects and arrays. */
public record JsonLimits(int maxBytes, int maxDepth) {

    /** A device message: 64 KiB and 32 levels. */
    public static final JsonLimits DEVICE_MESSAGE = new JsonLimits(64 * 1024, 32);

    /** A canonical event: 256 KiB and 34 levels. */
    public static final JsonLimits CANONICAL = new JsonLimits(256 * 1024, 34);

    /** A signed body, a header or another document of the platform: 1 MiB and 34 levels. */
    public static final JsonLimits DOCUMENT = new JsonLimits(1024 * 1024, 34);

    public JsonLimits {
        if (maxBytes < 2 || maxDepth < 1) {
            throw new IllegalArgumentException("limits must leave room for one empty object");
        }
    }
}
