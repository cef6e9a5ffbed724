package io.wardlog.collector.consume.kafka;

import io.wardlog.collector.role.Readiness;
import io.wardlog.collector.role.Role;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A role that is one consumer loop, with what only it uses. */
public final class ConsumerRole implements Role {

    private static final Logger LOG = LoggerFactory.getLogger(ConsumerRole.class);

    private final String name;
    private final ConsumerLoop loop;
    private final List<AutoCloseable> resources;

    /** Owns the loop and the resources, which are closed after it in the given order. */
    public ConsumerRole(String name, ConsumerLoop loop, List<AutoCloseable> resources) {
        this.name = name;
        this.loop = loop;
        this.resources = List.copyOf(resources);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void start() {
        loop.start();
    }

    @Override
    public Readiness readiness() {
        return loop.readiness();
    }

    @Override
    public void close() {
        loop.close();
        for (AutoCloseable resource : resources) {
            try {
                resource.close();
            } catch (Exception e) {
                LOG.atWarn().addKeyValue("role", name).setCause(e).log("role_close_failed");
            }
        }
    }
}
