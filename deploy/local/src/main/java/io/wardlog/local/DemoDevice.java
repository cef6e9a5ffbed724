package io.wardlog.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A device of the demo and how it signs in; without a certificate both files are empty. */
record DemoDevice(String id, String type, String password, String certFile, String keyFile) {

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("type", type)
                .put("username", id)
                .put("password", password);
        return certFile.isEmpty() ? json : json.put("certFile", certFile).put("keyFile", keyFile);
    }

    static DemoDevice fromJson(JsonNode json) {
        return new DemoDevice(
                json.path("id").asText(),
                json.path("type").asText(),
                json.path("password").asText(),
                json.path("certFile").asText(),
                json.path("keyFile").asText());
    }

    @Override
    public String toString() {
        return "DemoDevice[" + id + "]"; // never the token
    }
}
