package io.wardlog.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/**
 * One JSON object: {@code timestamp}, {@code level}, {@code logger}, {@code thread}, {@code event} (a library's sentence is {@code message} instead),
 * {@code fields} and {@code error} with {@code type}, {@code message} and {@code stack}, the last two only where there is something to say.
 */
final class JsonLine implements LogLine {
    private static final int MAX_STACK_CHARS = 32_000;

    @Override
    public void write(ILoggingEvent event, StringBuilder out) {
        out.append("{\"timestamp\":\"").append(LogLine.time(event));
        out.append("\",\"level\":\"").append(event.getLevel()).append("\",\"logger\":");
        LogValue.write(event.getLoggerName(), out);
        out.append(",\"thread\":");
        LogValue.write(event.getThreadName(), out);
        out.append(LogLine.isOurs(event) ? ",\"event\":" : ",\"message\":");
        LogValue.write(event.getFormattedMessage(), out);
        fields(event.getKeyValuePairs(), out);
        if (event.getThrowableProxy() != null) {
            error(event.getThrowableProxy(), out);
        }
        out.append('}');
    }

    private static void fields(List<KeyValuePair> pairs, StringBuilder out) {
        if (pairs == null || pairs.isEmpty()) {
            return;
        }
        String before = ",\"fields\":{";
        for (KeyValuePair pair : pairs) {
            out.append(before);
            LogValue.write(pair.key, out);
            out.append(':');
            LogValue.write(pair.value, out);
            before = ",";
        }
        out.append('}');
    }

    private static void error(IThrowableProxy error, StringBuilder out) {
        out.append(",\"error\":{\"type\":");
        LogValue.write(error.getClassName(), out);
        if (error.getMessage() != null) {
            out.append(",\"message\":");
            LogValue.write(error.getMessage(), out);
        }
        String stack = ThrowableProxyUtil.asString(error);
        out.append(",\"stack\":");
        LogValue.quote(stack.substring(0, Math.min(stack.length(), MAX_STACK_CHARS)), out);
        out.append('}');
    }
}
