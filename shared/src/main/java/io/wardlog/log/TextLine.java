package io.wardlog.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import java.util.regex.Pattern;
import org.slf4j.event.KeyValuePair;

/** Time, level, class, name of the event, {@code key=value}; a value that is no single plain word is quoted. Below it the stack, if there is one. */
final class TextLine implements LogLine {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._:/@%+-]{1,200}");

    @Override
    public void write(ILoggingEvent event, StringBuilder out) {
        String logger = event.getLoggerName();
        out.append(LogLine.time(event)).append(' ');
        out.append(String.format("%-5s", event.getLevel())).append(' ');
        out.append(logger, logger.lastIndexOf('.') + 1, logger.length()).append(' ');
        value(event.getFormattedMessage(), LogLine.isOurs(event), out);
        if (event.getKeyValuePairs() != null) {
            for (KeyValuePair pair : event.getKeyValuePairs()) {
                out.append(' ').append(pair.key).append('=');
                value(pair.value, PLAIN.matcher(String.valueOf(pair.value)).matches(), out);
            }
        }
        IThrowableProxy error = event.getThrowableProxy();
        if (error != null) {
            stack(ThrowableProxyUtil.asString(error).stripTrailing(), out);
        }
    }

    /** Each line is indented: an exception's message, which may repeat what a device sent, cannot look like a line of its own. */
    private static void stack(String text, StringBuilder out) {
        for (String line : text.split(System.lineSeparator())) {
            int start = 0;
            while (start < line.length() && line.charAt(start) == '\t') {
                start++;
            }
            out.append("\n  ").append(line, 0, start);
            LogValue.escape(line.substring(start), out);
        }
    }

    private static void value(Object value, boolean bare, StringBuilder out) {
        if (bare) {
            out.append(value);
        } else {
            LogValue.write(value, out);
        }
    }
}
