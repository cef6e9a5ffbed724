package io.wardlog.collector.consume;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A record as the topic holds it. Nothing of it has been checked. The arrays must not be changed.
 *
 * @param timestampMs the record's own timestamp, Unix milliseconds
 * @param key null when it has none
 * @param value null when it has none
 */
public record StoredRecord(
        Source source, long offset, long timestampMs, byte[] key, byte[] value, List<Header> headers) {

    /** A header; {@code value} is null when it has none. */
    public record Header(String name, byte[] value) {}

    /** The ASCII text of a header that stands there exactly once; else nothing. */
    public Optional<String> header(String name) {
        byte[] found = null;
        for (Header header : headers) {
            if (header.name().equals(name)) {
                if (found != null || header.value() == null) {
                    return Optional.empty();
                }
                found = header.value();
            }
        }
        return Optional.ofNullable(found).filter(StoredRecord::isPrintableAscii).map(StoredRecord::ascii);
    }

    /** Whether a header of this name stands there at all. */
    public boolean hasHeader(String name) {
        return headers.stream().anyMatch(header -> header.name().equals(name));
    }

    private static boolean isPrintableAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0x20 || b > 0x7e) {
                return false;
            }
        }
        return true;
    }

    private static String ascii(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
