package io.wardlog.edge.writer;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The two clocks of a machine. Thread-safe. */
public interface AgentClock {

    /** The wall clock as it reads now, never adjusted, to the microsecond. */
    Instant now();

    /** Nanoseconds of a clock that is never set; only differences mean something. */
    long nanoTime();

    /** The machine's own clocks. */
    static AgentClock system() {
        return new AgentClock() {
            @Override
            public Instant now() {
                return Instant.now().truncatedTo(ChronoUnit.MICROS);
            }

            @Override
            public long nanoTime() {
                return System.nanoTime();
            }
        };
    }

    /** Microseconds since 1970. */
    static long micros(Instant instant) {
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
    }

    /** The instant so many microseconds after 1970. */
    static Instant ofMicros(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
