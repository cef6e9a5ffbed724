package io.wardlog.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** A form of log lines, without the end of line. */
interface LogLine {
    LogLine TEXT = new TextLine();
    LogLine JSON = new JsonLine();

    /** UTC with milliseconds, always as long. */
    DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    void write(ILoggingEvent event, StringBuilder out);

    static String time(ILoggingEvent event) {
        return TIME.format(Instant.ofEpochMilli(event.getTimeStamp()));
    }

    /** Whether the message is the name of an event; that of a library is a sentence. */
    static boolean isOurs(ILoggingEvent event) {
        return event.getLoggerName().startsWith("io.wardlog.");
    }
}
