package io.wardlog.collector.consume;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.chain.EventHash;
import io.wardlog.collector.topic.RecordHeaders;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.Event;
import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import io.wardlog.json.Jcs;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class EventCheckTest {

    private static final String DEVICE = "pump-1";

    private final EventCheck check = new EventCheck();
    private final byte[] event =
            new EventFixtures(DEVICE).next(JsonNodeFactory.instance.objectNode().put("rate", 5));
    private final StoredRecord sound = EventFixtures.record(event, DEVICE, 0, Optional.empty());

    @Test
    void takesASoundEvent() {
        EventRecord record = ((Checked.Sound<EventRecord>) check.check(sound)).value();
        assertThat(record.event().map(Event::canonical)).contains(event);
        assertThat(record.hash()).isEqualTo(EventHash.of(event));
        assertThat(record.origin().quarantine()).isEmpty();
        assertThat(record.day()).hasToString("2026-11-23");
    }

    @Test
    void everyChangedByteOfTheValueIsWrong() {
        for (int i = 0; i < event.length; i++) {
            byte[] changed = event.clone();
            changed[i] ^= 1;
            assertWrong(with(sound.key(), changed, sound.headers()));
        }
    }

    @Test
    void whatStillReadsAsAnEventHasTheWrongHashAndWhatDoesNotSaysWhy() {
        String text = new String(event, StandardCharsets.UTF_8);
        assertWrong(changed(text.replace("\"rate\":5", "\"rate\":6")), ErrorCode.HASH_MISMATCH);
        assertWrong(changed(text.replace("\"rate\":5", "\"rate\": 5")), ErrorCode.NOT_CANONICAL);
        assertWrong(changed(text.replace("\"rate\":5", "\"rate\":x")), ErrorCode.MALFORMED_JSON);
        assertWrong(changed(text.replace("infusion_pump", "infusion_bump")), ErrorCode.EVENT_MALFORMED);
    }

    private StoredRecord changed(String text) {
        return with(sound.key(), text.getBytes(StandardCharsets.UTF_8), sound.headers());
    }

    @Test
    void theKeyMustBeTheEventsOwn() {
        assertWrong(with(EventFixtures.key("pump-2"), event, sound.headers()), ErrorCode.IDENTITY_MISMATCH);
        for (byte[] key : List.of(new byte[0], new byte[] {-1}, ascii("north"), ascii("north/"), ascii("north/a/b"))) {
            assertWrong(with(key, event, sound.headers()), ErrorCode.IDENTITY_MISMATCH);
        }
        assertWrong(with(null, event, sound.headers()), ErrorCode.IDENTITY_MISMATCH);
    }

    @Test
    void everyHeaderIsNeededOnceAndWellFormed() {
        for (int i = 0; i < sound.headers().size(); i++) {
            List<StoredRecord.Header> without = new ArrayList<>(sound.headers());
            StoredRecord.Header header = without.remove(i);
            assertWrong(with(sound.key(), event, without), ErrorCode.HEADER_INVALID);
            without.add(header);
            without.add(header);
            assertWrong(with(sound.key(), event, without), ErrorCode.HEADER_INVALID);
        }
        for (String index : List.of("", "-1", "01", "1e3", "99999999999", "ä")) {
            List<StoredRecord.Header> headers = replace(RecordHeaders.INDEX, index);
            assertWrong(with(sound.key(), event, headers), ErrorCode.HEADER_INVALID);
        }
        List<StoredRecord.Header> marked = new ArrayList<>(sound.headers());
        marked.add(EventFixtures.header(RecordHeaders.QUARANTINE, ""));
        assertWrong(with(sound.key(), event, marked), ErrorCode.HEADER_INVALID);
    }

    @Test
    void anEnvelopeThatContradictsItselfIsWrongAlthoughItsHashFits() {
        assertEnvelopeWrong(node -> node.put("schemaRef", "urn:wardlog:schema:alarm.raised:1"));
        assertEnvelopeWrong(node -> node.put("eventTime", "yesterday"));
        assertEnvelopeWrong(node -> node.put("sequenceNumber", 0));
        assertEnvelopeWrong(node -> node.remove("source"));
        assertEnvelopeWrong(node -> node.put("tenantId", "south"));
        byte[] spaced = (" " + new String(event, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
        assertWrong(EventFixtures.record(spaced, DEVICE, 0, Optional.empty()), ErrorCode.NOT_CANONICAL);
        assertWrong(EventFixtures.record(new byte[] {1, 2}, DEVICE, 0, Optional.empty()));
    }

    @Test
    void takesTheSealedFormOnlyWhenItAgreesWithTheHeaders() {
        Hash hash = Sha256.of(new byte[] {7});
        byte[] sealed = EventFixtures.sealed(hash, "phi_in_clear");
        List<StoredRecord.Header> headers = EventFixtures.headers(hash, Optional.of("phi_in_clear"));
        EventRecord record = ((Checked.Sound<EventRecord>) check.check(with(sound.key(), sealed, headers))).value();
        assertThat(record.event()).isEmpty();

        assertWrong(with(sound.key(), sealed, EventFixtures.headers(hash, Optional.of("fork"))));
        assertWrong(with(sound.key(), sealed, EventFixtures.headers(hash, Optional.empty())));
        assertWrong(with(
                sound.key(), sealed, EventFixtures.headers(Sha256.of(new byte[] {8}), Optional.of("phi_in_clear"))));
        assertWrong(with(sound.key(), ascii("{\"sealedEvent\":\"AQID\"}"), headers));
    }

    private void assertEnvelopeWrong(Consumer<ObjectNode> change) {
        ObjectNode tree =
                ((Event.Reading.Value) Event.read(event)).event().tree().deepCopy();
        change.accept(tree);
        assertWrong(EventFixtures.record(Jcs.write(tree), DEVICE, 0, Optional.empty()));
    }

    private void assertWrong(StoredRecord record) {
        assertThat(check.check(record)).isInstanceOf(Checked.Wrong.class);
    }

    private void assertWrong(StoredRecord record, ErrorCode code) {
        assertThat(check.check(record))
                .isInstanceOfSatisfying(
                        Checked.Wrong.class, wrong -> assertThat(wrong.code()).isEqualTo(code));
    }

    private List<StoredRecord.Header> replace(String name, String value) {
        List<StoredRecord.Header> headers = new ArrayList<>(sound.headers());
        headers.removeIf(header -> header.name().equals(name));
        headers.add(new StoredRecord.Header(name, value.getBytes(StandardCharsets.UTF_8)));
        return headers;
    }

    private static StoredRecord with(byte[] key, byte[] value, List<StoredRecord.Header> headers) {
        return new StoredRecord(new Source("wardlog.events.v1", 0), 0, 0, key, value, headers);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
