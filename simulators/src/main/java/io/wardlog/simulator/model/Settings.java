package io.wardlog.simulator.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Settings by name as they are now, and each change of them as before and after. A change names only settings that are there. */
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

    /** Takes over these settings, leaves the others, and tells {@code before} and {@code after} of those that differ; empty when none does. */
    Optional<ObjectNode> change(ObjectNode wanted) {
        ObjectNode before = JsonNodeFactory.instance.objectNode();
        ObjectNode after = JsonNodeFactory.instance.objectNode();
        wanted.fields().forEachRemaining(setting -> {
            if (!setting.getValue().equals(current.get(setting.getKey()))) {
                before.set(setting.getKey(), current.get(setting.getKey()));
                after.set(setting.getKey(), setting.getValue());
            }
        });
        current = current.deepCopy().setAll(after);
        return after.isEmpty() ? Optional.empty() : Optional.of(beforeAndAfter(before, after));
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
