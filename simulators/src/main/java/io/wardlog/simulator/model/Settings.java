package io.wardlog.simulator.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Settings by name as they are now, and each change of them as before and after. */
final class Settings {
    private ObjectNode current;

    Settings(ObjectNode initial) {
        this.current = initial;
    }

    JsonNode get(String name) {
        return current.path(name);
    }

    /** The number in a quantity. */
    double amount(String name) {
        return current.path(name).path("value").doubleValue();
    }

    /** Takes over these settings, leaves the others, and tells {@code before} and {@code after} of these. */
    ObjectNode change(ObjectNode wanted) {
        ObjectNode before = JsonNodeFactory.instance.objectNode();
        wanted.fieldNames().forEachRemaining(name -> {
            if (current.has(name)) {
                before.set(name, current.get(name));
            }
        });
        current = current.deepCopy().setAll(wanted);
        return beforeAndAfter(before, wanted);
    }

    /** Has only these settings from now on, and tells {@code before} and {@code after} of all. */
    ObjectNode replace(ObjectNode wanted) {
        ObjectNode before = current;
        current = wanted;
        return beforeAndAfter(before, wanted);
    }

    private static ObjectNode beforeAndAfter(ObjectNode before, ObjectNode after) {
        ObjectNode payload = JsonNodeFactory.instance.objectNode();
        payload.set("before", before);
        payload.set("after", after.deepCopy());
        return payload;
    }
}
