package io.wardlog.collector.consume;

import io.wardlog.chain.EventHash;
import io.wardlog.collector.consume.Checked.Sound;
import io.wardlog.collector.consume.Checked.Wrong;
import io.wardlog.collector.consume.EventRecord.Key;
import io.wardlog.collector.consume.EventRecord.Origin;
import io.wardlog.collector.topic.RecordHeaders;
import io.wardlog.disclosure.SealedEvent;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.Event;
import io.wardlog.hash.Hash;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The third check of an event: the headers have their form, the bytes are canonical, hash to the {@code hash} header, and
 * their envelope agrees with the key and with itself.
 */
public final class EventCheck implements RecordCheck<EventRecord> {

    private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,8}");

    @Override
    public Checked<EventRecord> check(StoredRecord stored) {
        Optional<Key> key = RecordKey.read(stored.key()).map(k -> new Key(k.tenantId(), k.name()));
        if (key.isEmpty()) {
            return wrong(ErrorCode.IDENTITY_MISMATCH, "the key is not tenant/device");
        }
        Optional<Hash> hash = hash(stored, RecordHeaders.HASH);
        Optional<Origin> origin = origin(stored);
        if (hash.isEmpty() || origin.isEmpty()) {
            return wrong(ErrorCode.HEADER_INVALID, "a record header is missing, repeated or malformed");
        }
        if (stored.value() == null) {
            return wrong(ErrorCode.EVENT_MALFORMED, "the record has no value");
        }
        EventRecord open = new EventRecord(stored, key.get(), hash.get(), origin.get(), Optional.empty());
        return hash.get().equals(EventHash.of(stored.value())) ? checkEvent(open) : checkSealed(open);
    }

    private static Checked<EventRecord> checkEvent(EventRecord candidate) {
        Event.Reading reading = Event.read(candidate.stored().value());
        if (reading instanceof Event.Reading.Refused refused) {
            return wrong(refused.code(), refused.detail());
        }
        Event event = ((Event.Reading.Value) reading).event();
        if (!candidate.key().equals(new Key(event.tenantId(), event.deviceId()))) {
            return wrong(ErrorCode.IDENTITY_MISMATCH, "the key names another tenant or device than the event");
        }
        String schemaRef = "urn:wardlog:schema:" + event.eventType() + ":" + event.eventVersion();
        if (!schemaRef.equals(event.schemaRef())) {
            return wrong(ErrorCode.INVALID_FIELD, "schemaRef names another type or version than the event");
        }
        return new Sound<>(new EventRecord(
                candidate.stored(), candidate.key(), candidate.hash(), candidate.origin(), Optional.of(event)));
    }

    /** Bytes that do not have the hash are wrong unless they are the sealed form, which cannot be hashed without its key. */
    private static Checked<EventRecord> checkSealed(EventRecord candidate) {
        SealedEvent.Reading reading = SealedEvent.read(candidate.stored().value());
        if (!(reading instanceof SealedEvent.Reading.Value value)) {
            return Event.read(candidate.stored().value()) instanceof Event.Reading.Refused refused
                    ? wrong(refused.code(), "neither an event nor a sealed one: " + refused.detail())
                    : wrong(ErrorCode.HASH_MISMATCH, "the event does not have the hash of the header");
        }
        boolean agrees = candidate.hash().equals(value.event().hash())
                && candidate
                        .origin()
                        .quarantine()
                        .equals(Optional.of(value.event().quarantine()));
        return agrees
                ? new Sound<>(candidate)
                : wrong(ErrorCode.HASH_MISMATCH, "the sealed event and the headers contradict each other");
    }

    private static Optional<Origin> origin(StoredRecord stored) {
        Optional<Hash> batch = hash(stored, RecordHeaders.BATCH);
        Optional<String> index = stored.header(RecordHeaders.INDEX)
                .filter(text -> INDEX.matcher(text).matches());
        Optional<String> verdict = code(stored, RecordHeaders.VERDICT);
        Optional<String> quarantine = code(stored, RecordHeaders.QUARANTINE);
        boolean quarantineFaulty = stored.hasHeader(RecordHeaders.QUARANTINE) && quarantine.isEmpty();
        if (batch.isEmpty() || index.isEmpty() || verdict.isEmpty() || quarantineFaulty) {
            return Optional.empty();
        }
        return Optional.of(new Origin(batch.get(), Long.parseLong(index.get()), verdict.get(), quarantine));
    }

    private static Optional<Hash> hash(StoredRecord stored, String name) {
        return stored.header(name).filter(Hash::isHex).map(Hash::fromHex);
    }

    private static Optional<String> code(StoredRecord stored, String name) {
        return stored.header(name).filter(SealedEvent::isCode);
    }

    private static Checked<EventRecord> wrong(ErrorCode code, String detail) {
        return new Wrong<>(code, detail);
    }
}
