package io.wardlog.collector.archive.evidence;

import io.wardlog.chain.ChainId;
import io.wardlog.disclosure.SealedEvent;
import io.wardlog.event.Event;
import io.wardlog.hash.Hash;
import io.wardlog.verify.EventBytes;
import io.wardlog.verify.Place;
import io.wardlog.verify.StoredRecord;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A row of the event table on its way through the sorter.
 *
 * @param event the exact bytes, empty when the row carries only a sealed block
 */
record EventRow(String file, long number, Hash hash, Optional<String> quarantine, Optional<byte[]> event) {

    /**
     * Reads a scanned row. What its bytes are decides whether it is sealed, not what other columns say.
     *
     * @throws IllegalArgumentException when its hash has not the form of one
     */
    static EventRow of(ScannedRow row) {
        Hash hash = Hash.fromHex(row.text("hash"));
        Optional<String> quarantine = Optional.ofNullable(row.text("quarantine"));
        byte[] bytes = row.bytes("event");
        boolean isSealed = SealedEvent.read(bytes) instanceof SealedEvent.Reading.Value sealed
                && sealed.event().hash().equals(hash)
                && quarantine.equals(Optional.of(sealed.event().quarantine()));
        return new EventRow(
                row.file(), row.number(), hash, quarantine, isSealed ? Optional.empty() : Optional.of(bytes));
    }

    /** By what the event itself says, then by hash; what does not read comes first. */
    byte[] sortKey() {
        SortKey key = new SortKey();
        open().ifPresent(read -> key.text(read.tenantId())
                .text(read.hospitalId())
                .text(read.agentId())
                .text(read.epoch())
                .text(read.deviceId())
                .number(read.sequenceNumber()));
        return key.hash(hash).bytes();
    }

    /** Whether both rows hold the same record: archived twice, because what Kafka had lost was sent again. */
    boolean repeats(EventRow other) {
        return hash.equals(other.hash)
                && event.isPresent() == other.event.isPresent()
                && Arrays.equals(event.orElse(null), other.event.orElse(null));
    }

    StoredRecord toRecord() {
        Place place = Place.in(file).atRow(number);
        Place placed = open().map(read -> place.of(ChainId.of(read), read.sequenceNumber()))
                .orElse(place);
        return new StoredRecord(placed, event.map(EventBytes::of), hash, List.of(), quarantine);
    }

    byte[] write() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(file);
            out.writeLong(number);
            out.write(hash.bytes());
            out.writeUTF(quarantine.orElse(""));
            out.writeBoolean(event.isPresent());
            out.write(event.orElse(new byte[0]));
        }
        return bytes.toByteArray();
    }

    static EventRow read(byte[] written) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(written))) {
            String file = in.readUTF();
            long number = in.readLong();
            Hash hash = Hash.of(in.readNBytes(Hash.LENGTH));
            Optional<String> quarantine = Optional.of(in.readUTF()).filter(code -> !code.isEmpty());
            boolean isOpen = in.readBoolean();
            return new EventRow(
                    file, number, hash, quarantine, isOpen ? Optional.of(in.readAllBytes()) : Optional.empty());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<Event> open() {
        return event.map(Event::read)
                .filter(Event.Reading.Value.class::isInstance)
                .map(reading -> ((Event.Reading.Value) reading).event());
    }
}
