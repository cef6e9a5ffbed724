package io.wardlog.edge.registry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.edge.life.OwnTask;
import io.wardlog.edge.writer.Writer;
import java.util.concurrent.ExecutionException;

/** Records changes of the schemas as {@code agent.config_changed} in the agent's own chain. */
public final class JournaledRecord implements RegistryRecord {

    private static final int EVENT_BYTES = 4_096;

    private final Writer writer;

    public JournaledRecord(Writer writer) {
        this.writer = writer;
    }

    @Override
    public boolean write(Change change) throws InterruptedException {
        ObjectNode payload = JsonNodeFactory.instance.objectNode();
        payload.put("what", "schemas");
        payload.put("outcome", change.applied() ? "applied" : "refused");
        change.before().ifPresent(before -> payload.put("sha256Before", before.hex()));
        payload.put("sha256After", change.after().hex());
        try {
            return new OwnTask(EVENT_BYTES, group -> group.appendOwn("agent.config_changed", payload))
                    .submitTo(writer)
                    .get();
        } catch (ExecutionException never) {
            throw new IllegalStateException("an own task never fails", never);
        }
    }
}
