package io.wardlog.simulator.model;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** Who works at the bedside. */
enum Staff {
    NURSE("nurse", 12),
    PHYSICIAN("physician", 5),
    TECHNICIAN("biomedical engineer", 3);

    private final String role;
    private final int persons;

    Staff(String role, int persons) {
        this.role = role;
        this.persons = persons;
    }

    /** How many of them there are. */
    int persons() {
        return persons;
    }

    /** One of them as an actor, counted from 0. */
    ObjectNode actor(int person) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "user")
                .put("id", "%s-%02d".formatted(name().toLowerCase(Locale.ROOT), 1 + person))
                .put("role", role);
    }
}
