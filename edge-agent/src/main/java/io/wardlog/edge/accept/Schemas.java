package io.wardlog.edge.accept;

import io.wardlog.schema.EventSchema;
import io.wardlog.schema.SchemaRegistry;

/** The schemas that messages are checked against. Thread-safe; asked for each message. */
public interface Schemas {

    /** What is in force at this moment; a registry never changes, so that one message sees one. */
    SchemaRegistry current();

    /** Whether nothing waits to come into force; while something does, an unknown type may be one of its. Ask before {@link #current}. */
    boolean areComplete();

    /** Whether the configuration asks for this draft by name. */
    boolean acceptsDraft(EventSchema draft);

    /** A message of a deprecated version was accepted. */
    void deprecatedUsed(EventSchema schema);

    /** Always these, and no draft. */
    static Schemas of(SchemaRegistry registry) {
        return new Schemas() {
            @Override
            public SchemaRegistry current() {
                return registry;
            }

            @Override
            public boolean areComplete() {
                return true;
            }

            @Override
            public boolean acceptsDraft(EventSchema draft) {
                return false;
            }

            @Override
            public void deprecatedUsed(EventSchema schema) {
                // nobody is told
            }
        };
    }
}
