package io.wardlog.edge.listen.tcp;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import java.nio.charset.StandardCharsets;

/** What a connection's first line may be: {@code {"hello":{"deviceId":…,"password":…}}}. */
sealed interface Hello {

    /** The line shows credentials. */
    record Credentials(String deviceId, String password) implements Hello {}

    /** The line is no hello at all: it may be a message already. */
    record Absent() implements Hello {}

    /** The line begins as a hello and is none. */
    record Malformed(String detail) implements Hello {}

    /** Reads a first line. */
    static Hello read(byte[] line) {
        if (!new String(line, StandardCharsets.UTF_8).contains("\"hello\"")) {
            return new Absent();
        }
        if (!(StrictJson.read(line, JsonLimits.DEVICE_MESSAGE) instanceof JsonReading.Value value)) {
            return new Malformed("the hello is not JSON");
        }
        JsonNode hello = value.node().path("hello");
        if (hello.isMissingNode() && value.node().has("eventTime")) {
            return new Absent();
        }
        boolean complete = value.node().size() == 1
                && hello.size() == 2
                && hello.path("deviceId").isTextual()
                && hello.path("password").isTextual();
        return complete
                ? new Credentials(
                        hello.path("deviceId").textValue(),
                        hello.path("password").textValue())
                : new Malformed("a hello is {\"hello\":{\"deviceId\":\"…\",\"password\":\"…\"}}");
    }
}
