package io.wardlog.collector.role;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** The gauge {@code wardlog.consumer.lag} of a role: how many records stand before it whose results are not published or stored. */
public final class ConsumerLag {

    /** Says that nothing is known, so that no alarm and no script takes it for zero. */
    public static final double UNKNOWN = Double.NaN;

    private ConsumerLag() {}

    /** Registers the gauge; {@code owner} is referred to weakly and asked at each reading. */
    public static <T> void register(MeterRegistry meters, String role, T owner, ToDoubleFunction<T> lag) {
        Gauge.builder("wardlog.consumer.lag", owner, lag)
                .description("Records that the role has not dealt with; NaN while it does not know")
                .tag("role", role)
                .register(meters);
    }
}
