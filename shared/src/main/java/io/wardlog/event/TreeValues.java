package io.wardlog.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.hash.Hash;
import io.wardlog.json.Jcs;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

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
    public boolean isText(EventField field, TextForm form) {
        String text = text(field);
        byte[] utf8 = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
        return text != null && form.matches(utf8, 0, utf8.length);
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
    public Hash hash(EventField field) {
        return Hash.fromHex(text(field));
    }

    @Override
    public ByteBuffer payload() {
        return ByteBuffer.wrap(Jcs.write(node(EventField.PAYLOAD)));
    }
}
