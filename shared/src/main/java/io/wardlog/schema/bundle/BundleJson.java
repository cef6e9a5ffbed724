package io.wardlog.schema.bundle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.event.EventTimes;
import io.wardlog.event.Identifiers;
import io.wardlog.hash.Hash;
import io.wardlog.json.DocumentFields;
import io.wardlog.json.Jcs;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import io.wardlog.keys.KeyId;
import io.wardlog.schema.IndexEntry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The JSON form of a bundle's body. */
final class BundleJson {
    private BundleJson() {}

    static byte[] write(RegistryBundle bundle) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("alg", bundle.alg());
        body.put("keyId", bundle.keyId().hex());
        body.put("tenantId", bundle.tenantId());
        body.put("registryVersion", bundle.registryVersion());
        body.put("createdAt", bundle.createdAt());
        ArrayNode schemas = body.putArray("schemas");
        for (BundledSchema schema : bundle.schemas()) {
            IndexEntry entry = schema.entry();
            schemas.addObject()
                    .put("eventType", entry.eventType())
                    .put("eventVersion", entry.version())
                    .put("status", entry.status().wireName())
                    .put("compatibility", entry.compatibility().wireName())
                    .put("sha256", entry.sha256().hex())
                    .put("document", schema.document());
        }
        return Jcs.write(body);
    }

    /** @throws DocumentFields.InvalidDocumentException when the bytes are none; quotes no value */
    static RegistryBundle read(byte[] canonical) {
        if (!(StrictJson.read(canonical, JsonLimits.DOCUMENT) instanceof JsonReading.Value value)) {
            throw DocumentFields.refuseDocument("is not I-JSON");
        }
        if (!Arrays.equals(Jcs.write(value.node()), canonical)) {
            throw DocumentFields.refuseDocument("is not in canonical form");
        }
        DocumentFields fields = DocumentFields.of(value.node());
        RegistryBundle bundle = new RegistryBundle(
                fields.text("alg", text -> text.length() <= 32),
                KeyId.fromHex(fields.text("keyId", Hash::isHex)),
                fields.text("tenantId", Identifiers::isTenantOrHospital),
                fields.integer("registryVersion", 1),
                fields.text("createdAt", time -> EventTimes.readMicros(time).isPresent()),
                schemas(fields));
        fields.end();
        return bundle;
    }

    private static List<BundledSchema> schemas(DocumentFields fields) {
        List<BundledSchema> schemas = new ArrayList<>();
        for (DocumentFields schema : fields.objects("schemas")) {
            if (schemas.size() == RegistryBundle.MAX_SCHEMAS) {
                throw fields.refuse("schemas", "has more than " + RegistryBundle.MAX_SCHEMAS + " entries");
            }
            schemas.add(new BundledSchema(IndexEntry.read(schema), schema.text("document", BundleJson::isDocument)));
            schema.end();
        }
        return schemas;
    }

    private static boolean isDocument(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length <= RegistryBundle.MAX_DOCUMENT_BYTES;
    }
}
