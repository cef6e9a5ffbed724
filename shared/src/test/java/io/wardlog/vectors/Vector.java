package io.wardlog.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** One file of docs/vectors: bytes that another implementation made. */
public final class Vector {

    private final JsonNode file;

    private Vector(JsonNode file) {
        this.file = file;
    }

    /** The file of this name. */
    public static Vector of(String name) throws IOException {
        return new Vector(
                new ObjectMapper().readTree(Path.of("../docs/vectors", name).toFile()));
    }

    /** The bytes of a text. */
    public byte[] text(String pointer) {
        return file.at(pointer).textValue().getBytes(StandardCharsets.UTF_8);
    }

    /** The bytes that are written as base64url. */
    public byte[] bytes(String pointer) {
        return decoded(file.at(pointer));
    }

    /** This member of each element of an array, written as base64url. */
    public Stream<byte[]> each(String array, String member) {
        return StreamSupport.stream(file.at(array).spliterator(), false).map(element -> decoded(element.get(member)));
    }

    /** The text of this member of each element of an array. */
    public Stream<byte[]> eachText(String array, String member) {
        return StreamSupport.stream(file.at(array).spliterator(), false)
                .map(element -> element.get(member).textValue().getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] decoded(JsonNode base64url) {
        return Base64.getUrlDecoder().decode(base64url.textValue());
    }
}
