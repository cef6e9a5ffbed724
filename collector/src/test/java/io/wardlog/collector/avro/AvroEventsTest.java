package io.wardlog.collector.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.collector.avro.AvroEvents.Conversion;
import io.wardlog.collector.avro.StoredEvents.Stored;
import io.wardlog.hash.Sha256;
import io.wardlog.json.Jcs;
import io.wardlog.schema.Compatibility;
import io.wardlog.schema.IndexEntry;
import io.wardlog.schema.SchemaDocuments;
import io.wardlog.schema.SchemaDocuments.EventDocument;
import io.wardlog.schema.SchemaStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** JSON to Avro's binary form and back gives the bytes that were hashed. */
class AvroEventsTest {

    private static final SchemaDocuments DOCUMENTS = SchemaDocuments.builtIn();
    private static final Map<String, Schema> SCHEMAS = DOCUMENTS.events().stream()
            .collect(Collectors.toMap(
                    event -> event.entry().schemaRef(), event -> AvroSchemas.of(DOCUMENTS.envelope(), event)));

    /** Each schema as another program parses it from a registry's text. */
    private static final Map<Schema, Schema> PARSED = SCHEMAS.values().stream()
            .collect(Collectors.toMap(schema -> schema, schema -> new Schema.Parser().parse(schema.toString())));

    static Stream<Stored> stored() {
        return StoredEvents.all();
    }

    @ParameterizedTest
    @MethodSource("stored")
    void everyFixtureComesBackAsTheSameBytes(Stored event) throws IOException {
        assertThat(event.schema().checkDisclosed(event.tree())).isEmpty();
        Schema schema = SCHEMAS.get(event.schema().schemaRef());
        assertThat(AvroEvents.toJson(throughBinary(fitting(event.tree(), schema))))
                .isEqualTo(event.canonical());
    }

    @Property(tries = 2_000)
    void everyEventOfTheShapeComesBackAsTheSameBytes(@ForAll long seed) throws IOException {
        List<Schema> schemas = List.copyOf(SCHEMAS.values());
        Schema schema = schemas.get((int) Math.floorMod(seed, (long) schemas.size()));
        byte[] canonical = Jcs.write(new RandomEvents(seed).value(schema));
        JsonNode read = StoredEvents.read(canonical);
        assertThat(AvroEvents.toJson(throughBinary(fitting(read, schema)))).isEqualTo(canonical);
    }

    @Property(tries = 500)
    void whatAvroHasNoFormForComesBackToo(@ForAll long seed) throws IOException {
        Schema schema = ofPayload("""
                {"title":"t","type":"object","properties":{
                  "open":{"type":"object"},"mixed":{"enum":["a",1,null]},"nullable":{"type":["string","null"]},
                  "loose":{"type":"array","maxItems":3},"anything":{"description":"no type"}},
                 "required":["open"],"additionalProperties":false}""");
        Schema payload = schema.getField("payload").schema();
        assertThat(payload.getFields())
                .allSatisfy(field -> assertThat(field.schema().toString()).contains("\"wardlog.form\":\"json\""));
        byte[] canonical = Jcs.write(new RandomEvents(seed).value(payload));
        JsonNode read = StoredEvents.read(canonical);
        assertThat(AvroEvents.toJson(throughBinary(fitting(read, payload)))).isEqualTo(canonical);
    }

    @Test
    void digestsStandWherePatientDataWere() {
        Stored event = StoredEvents.all()
                .filter(stored -> stored.toString().equals("record.viewed/1/valid/full"))
                .findFirst()
                .orElseThrow();
        GenericRecord avro = fitting(event.tree(), SCHEMAS.get(event.schema().schemaRef()));
        GenericRecord resource = (GenericRecord) avro.get("resource");
        assertThat(((GenericRecord) resource.get("id")).getSchema().getFullName())
                .isEqualTo("io.wardlog.event.Digest");
        assertThat(avro.toString()).doesNotContain("8812345").doesNotContain("letter-2026-4711");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /payload/records      | "one"                 | /payload/records
            /payload/records      | 1.5                   | /payload/records
            /payload/outcome      | 7                     | /payload/outcome
            /payload/emergencyAccess | null               | /payload/emergencyAccess
            /payload/patient      | []                    | /payload/patient
            /payload/patient/identifiers | {}             | /payload/patient/identifiers
            /payload/unknown      | 1                     | /payload
            /resource/id          | "8812345"             | /resource/id
            /source               | {}                    | /source
            /payload              | {}                    | /payload
            """)
    void refusesWhatDoesNotFitAndQuotesNothing(String pointer, String value, String place) {
        ObjectNode event = StoredEvents.all()
                .filter(stored -> stored.toString().equals("record.viewed/1/valid/full"))
                .findFirst()
                .orElseThrow()
                .tree();
        int last = pointer.lastIndexOf('/');
        ((ObjectNode) event.at(pointer.substring(0, last)))
                .set(pointer.substring(last + 1), StoredEvents.read(value.getBytes(StandardCharsets.UTF_8)));
        Conversion refused = AvroEvents.toAvro(event, SCHEMAS.get("urn:wardlog:schema:record.viewed:1"));
        assertThat(refused).isInstanceOfSatisfying(Conversion.Refused.class, misfit -> {
            assertThat(misfit.pointer()).isEqualTo(place);
            assertThat(misfit.detail()).doesNotContain("8812345");
        });
    }

    @Test
    void everyTypeHasALegalSchemaThatReadsItself() {
        assertThat(SCHEMAS).hasSizeGreaterThanOrEqualTo(45);
        SCHEMAS.forEach((ref, schema) -> {
            Schema parsed = new Schema.Parser().parse(schema.toString());
            assertThat(parsed).isEqualTo(schema);
            assertThat(parsed.toString()).isEqualTo(schema.toString());
            assertThat(parsed.getProp("schemaRef")).isEqualTo(ref);
        });
    }

    @Test
    void aNameThatAvroDoesNotAllowIsSaidAtOnce() {
        assertThatThrownBy(() -> ofPayload("""
                {"title":"t","type":"object","properties":{"heart-rate":{"type":"number"}},"additionalProperties":false}"""))
                .isInstanceOf(SchemaParseException.class)
                .hasMessageContaining("heart-rate");
    }

    private static Schema ofPayload(String schema) {
        IndexEntry entry =
                new IndexEntry("test.made", 1, SchemaStatus.ACTIVE, Compatibility.BACKWARD, Sha256.of(new byte[0]));
        return AvroSchemas.of(
                DOCUMENTS.envelope(),
                new EventDocument(entry, StoredEvents.read(schema.getBytes(StandardCharsets.UTF_8))));
    }

    private static GenericRecord fitting(JsonNode json, Schema schema) {
        Conversion conversion = AvroEvents.toAvro(json, schema);
        assertThat(conversion).isInstanceOf(Conversion.Fits.class);
        return ((Conversion.Fits) conversion).event();
    }

    private static GenericRecord throughBinary(GenericRecord event) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(event.getSchema()).write(event, encoder);
        encoder.flush();
        return new GenericDatumReader<GenericRecord>(PARSED.getOrDefault(event.getSchema(), event.getSchema()))
                .read(null, DecoderFactory.get().binaryDecoder(out.toByteArray(), null));
    }

    @Test
    void aTextThatShouldBeJsonAndIsNoneIsAFault() {
        Schema schema = ofPayload(
                "{\"title\":\"t\",\"type\":\"object\",\"properties\":{\"open\":{\"type\":\"object\"}},\"additionalProperties\":false}");
        Schema payload = schema.getField("payload").schema();
        GenericRecord record = fitting(
                JsonNodeFactory.instance
                        .objectNode()
                        .set("open", JsonNodeFactory.instance.objectNode().put("a", 1)),
                payload);
        record.put("open", "{");
        assertThatThrownBy(() -> AvroEvents.toJson(record)).isInstanceOf(IllegalArgumentException.class);
    }
}
