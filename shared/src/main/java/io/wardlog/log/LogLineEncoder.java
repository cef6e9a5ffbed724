package io.wardlog.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;

/**
 * Writes a log event as one line of UTF-8: text, or JSON when its {@code format} is {@code json}. Nothing that a value holds begins another line or
 * goes beyond {@value LogValue#MAX_CHARS} characters; only a stack trace has lines of its own, in text. For {@code logback.xml}. Thread-safe once
 * started.
 */
public final class LogLineEncoder extends EncoderBase<ILoggingEvent> {
    private static final byte[] NOTHING = {};

    private LogLine line = LogLine.TEXT;

    /** {@code json}; anything else is text. */
    public void setFormat(String format) {
        line = format.equals("json") ? LogLine.JSON : LogLine.TEXT;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringBuilder out = new StringBuilder(256);
        line.write(event, out);
        return out.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }
}
