package io.wardlog.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.api.Test;

class CanonicalObjectTest {

    private static CanonicalObject.Name name(String text) {
        return new CanonicalObject.Name(text);
    }

    @Test
    void writesWhatATreeWouldBecome() {
        byte[] object = new CanonicalObject()
                .put(name("a"), "x\"\u0001\\ä\ud83d\ude00")
                .put(name("b"), -4711)
                .put(name("b2"), true)
                .put(name("c"), "")
                .put(name("d"), Jcs.text("canonical"))
                .end();
        assertThat(object)
                .isEqualTo(Jcs.write(JsonNodeFactory.instance
                        .objectNode()
                        .put("d", "canonical")
                        .put("c", "")
                        .put("b2", true)
                        .put("b", -4711)
                        .put("a", "x\"\u0001\\ä\ud83d\ude00")));
        assertThat(new CanonicalObject().end()).asString().isEqualTo("{}");
        assertThat(Jcs.text("ä\n")).asString().isEqualTo("\"ä\\n\"");
    }

    @Test
    void refusesMembersOutOfTheirOrder() {
        CanonicalObject object = new CanonicalObject().put(name("b"), 1);
        assertThatThrownBy(() -> object.put(name("a"), 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> object.put(name("b"), 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
