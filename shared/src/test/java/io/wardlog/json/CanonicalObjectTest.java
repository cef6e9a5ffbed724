package io.wardlog.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.api.Test;

class CanonicalObjectTest {

    @Test
    void writesWhatATreeWouldBecome() {
        byte[] object = new CanonicalObject()
                .put("a", "x\"\u0001\\ä\ud83d\ude00")
                .put("b", -4711)
                .put("b2", true)
                .put("c", "")
                .end();
        assertThat(object)
                .isEqualTo(Jcs.write(JsonNodeFactory.instance
                        .objectNode()
                        .put("c", "")
                        .put("b2", true)
                        .put("b", -4711)
                        .put("a", "x\"\u0001\\ä\ud83d\ude00")));
        assertThat(new CanonicalObject().end()).asString().isEqualTo("{}");
        assertThat(Jcs.text("ä\n")).asString().isEqualTo("\"ä\\n\"");
    }

    @Test
    void refusesMembersOutOfTheirOrder() {
        CanonicalObject object = new CanonicalObject().put("b", 1);
        assertThatThrownBy(() -> object.put("a", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> object.put("b", 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
