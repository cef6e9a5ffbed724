package io.wardlog.collector;

import io.wardlog.collector.role.Readiness;
import io.wardlog.collector.role.Role;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A role with what only it uses: started before it, closed after it. */
final class CompositeRole implements Role {
    private static final Logger LOG = LoggerFactory.getLogger(CompositeRole.class);

    private final Role role;
    private final List<Runnable> before;
    private final List<AutoCloseable> after;
    private final Supplier<Readiness> besides;

    CompositeRole(Role role, List<Runnable> before, List<AutoCloseable> after) {
        this(role, before, after, () -> Readiness.READY);
    }

    /** The role is ready when it is and {@code besides} is. */
    CompositeRole(Role role, List<Runnable> before, List<AutoCloseable> after, Supplier<Readiness> besides) {
        this.besides = besides;
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
        Readiness own = role.readiness();
        return own.ready() ? besides.get() : own;
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
