package io.wardlog.collector.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.hash.Hash;
import io.wardlog.json.Jcs;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Says that everything of one partition from {@code start} to before {@code next} is in the archive, and in which files.
 * Offsets without a row (transaction markers, dead letters) are no gaps. A file that no manifest lists does not count.
 *
 * <p>Bytes: JCS of {@code {"files":[{"bytes","name","rows","sha256"}…],"manifestVersion":1,"next","partition","start",
 * "topic","topicId"}}.
 */
public record Manifest(ArchivedPartition source, long start, long next, List<ArchivedFile> files) {

    private static final int VERSION = 1;
    private static final JsonLimits LIMITS = new JsonLimits(16 * 1024 * 1024, 8);

    public Manifest {
        if (start < 0 || next <= start) {
            throw new IllegalArgumentException("a manifest covers at least one offset: [" + start + ", " + next + ")");
        }
        files = List.copyOf(files);
    }

    /** The canonical bytes. */
    public byte[] toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("manifestVersion", VERSION);
        node.put("topic", source.topic());
        node.put("topicId", source.topicId());
        node.put("partition", source.partition());
        node.put("start", start);
        node.put("next", next);
        ArrayNode list = node.putArray("files");
        for (ArchivedFile file : files) {
            list.addObject()
                    .put("name", file.name())
                    .put("rows", file.rows())
                    .put("bytes", file.bytes())
                    .put("sha256", file.sha256().hex());
        }
        return Jcs.write(node);
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @throws IllegalArgumentException when the bytes are anything else, with the reason
     */
    public static Manifest parse(byte[] json) {
        if (!(StrictJson.read(json, LIMITS) instanceof JsonReading.Value value)) {
            throw new IllegalArgumentException("the manifest is not JSON");
        }
        JsonNode node = value.node();
        if (number(node, "manifestVersion") != VERSION) {
            throw new IllegalArgumentException("the manifest's version is not known");
        }
        List<ArchivedFile> files = new ArrayList<>();
        for (JsonNode file : node.path("files")) {
            Hash sha256 = Hash.fromHex(text(file, "sha256"));
            files.add(new ArchivedFile(text(file, "name"), number(file, "rows"), number(file, "bytes"), sha256));
        }
        int partition = Math.toIntExact(number(node, "partition"));
        ArchivedPartition source = new ArchivedPartition(text(node, "topic"), text(node, "topicId"), partition);
        Manifest manifest = new Manifest(source, number(node, "start"), number(node, "next"), files);
        if (!Arrays.equals(manifest.toJson(), json)) {
            throw new IllegalArgumentException("the manifest is not canonical or has other members");
        }
        return manifest;
    }

    private static String text(JsonNode node, String field) {
        if (!node.path(field).isTextual()) {
            throw new IllegalArgumentException("the manifest has no text " + field);
        }
        return node.get(field).textValue();
    }

    private static long number(JsonNode node, String field) {
        if (!node.path(field).isIntegralNumber()) {
            throw new IllegalArgumentException("the manifest has no integer " + field);
        }
        return node.get(field).longValue();
    }
}
