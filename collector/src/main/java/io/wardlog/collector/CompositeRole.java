package io.wardlog.collector;

import io.wardlog.collector.role.Readiness;
import io.wardlog.collector.role.Role;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A role with what only it uses: started before it, closed after it. */
final class CompositeRole implements Role {
    private static final Logger LOG = LoggerFactory.getLogger(CompositeRole.class);

    private final Role role;
    private final List<Runnable> before;
    private final List<AutoCloseable> after;

    CompositeRole(Role role, List<Runnable> before, List<AutoCloseable> after) {
        this.role = role;
        this.before = List.copyOf(before);
        this.after = List.copyOf(after);
    }

    @Override
    public String name() {
        return role.name();
    }

    @Override
    public void start() throws Exception {
        before.forEach(Runnable::run);
        role.start();
    }

    @Override
    public Readiness readiness() {
        return role.readiness();
    }

    @Override
    public void close() {
        role.close();
        for (AutoCloseable resource : after) {
            try {
                resource.close();
            } catch (Exception failure) {
                LOG.atWarn().addKeyValue("role", role.name()).setCause(failure).log("role_close_failed");
            }
        }
    }
}
