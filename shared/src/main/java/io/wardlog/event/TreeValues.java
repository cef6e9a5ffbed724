package io.wardlog.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.json.Jcs;

/** The values of an event that was read as a tree. */
record TreeValues(ObjectNode tree) implements EventValues {
    private JsonNode node(EventField field) {
        JsonNode node = tree;
        for (String name : field.path()) {
            node = node.path(name);
        }
        return node;
    }

    @Override
    public String text(EventField field) {
        return node(field).textValue();
    }

    @Override
    public long integer(EventField field) {
        JsonNode node = node(field);
        return node.isIntegralNumber() ? Math.max(-1, node.longValue()) : -1;
    }

    @Override
    public boolean isObject(EventField field) {
        return node(field).isObject();
    }

    @Override
    public byte[] payload() {
        return Jcs.write(node(EventField.PAYLOAD));
    }
}
