package io.wardlog.edge.listen.http;

import io.wardlog.edge.accept.Arrival;
import io.wardlog.edge.accept.Outcome;
import io.wardlog.edge.device.DeviceIdentity;
import io.wardlog.edge.listen.EventLoop;
import io.wardlog.edge.listen.ListenServices;
import io.wardlog.edge.listen.OutcomeJson;
import io.wardlog.event.SourceProtocol;
import io.wardlog.trace.TraceContext;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Hands the messages of one request over and waits for the outcome of each. */
final class Deliveries {

    private final DeviceIdentity device;
    private final Optional<TraceContext> trace;
    private final EventLoop loop;
    private final ListenServices services;
    private int open;

    Deliveries(DeviceIdentity device, Optional<TraceContext> trace, EventLoop loop, ListenServices services) {
        this.device = device;
        this.trace = trace;
        this.loop = loop;
        this.services = services;
    }

    /** Gives {@code whenAll} the outcomes in the order of the messages, on the loop. Called once. */
    void deliver(List<byte[]> messages, Consumer<List<Outcome>> whenAll) {
        Outcome[] outcomes = new Outcome[messages.size()];
        open = messages.size();
        if (open == 0) {
            whenAll.accept(List.of());
        }
        for (int i = 0; i < outcomes.length; i++) {
            int index = i;
            services.acceptor()
                    .accept(
                            Arrival.of(device, SourceProtocol.HTTP, messages.get(i))
                                    .in(trace),
                            outcome -> loop.run(() -> {
                                services.metrics().answered(SourceProtocol.HTTP, OutcomeJson.result(outcome));
                                outcomes[index] = outcome;
                                if (--open == 0) {
                                    whenAll.accept(Arrays.asList(outcomes));
                                }
                            }));
        }
    }
}
