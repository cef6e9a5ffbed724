package io.wardlog.collector.archive.evidence;

import io.wardlog.chain.ChainId;
import io.wardlog.event.Event;
import io.wardlog.hash.Hash;
import io.wardlog.verify.Place;
import io.wardlog.verify.StoredRecord;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * A row of the event table on its way through the sorter.
 *
 * @param event the exact bytes, empty when the row carries only a sealed block
 */
record EventRow(String file, long number, Hash hash, Optional<String> quarantine, Optional<byte[]> event) {

    /**
     * Reads a scanned row.
     *
     * @throws IllegalArgumentException when its hash has not the form of one
     */
    static EventRow of(ScannedRow row) {
        boolean isSealed = row.integer("sequenceNumber") == null;
        return new EventRow(
                row.file(),
                row.number(),
                Hash.fromHex(row.text("hash")),
                Optional.ofNullable(row.text("quarantine")),
                isSealed ? Optional.empty() : Optional.of(row.bytes("event")));
    }

    /** By what the event itself says; what does not read comes first. */
    byte[] sortKey() {
        SortKey key = new SortKey();
        open().ifPresent(read -> key.text(read.tenantId())
                .text(read.hospitalId())
                .text(read.agentId())
                .text(read.epoch())
                .text(read.deviceId())
                .number(read.sequenceNumber()));
        return key.bytes();
    }

    StoredRecord toRecord() {
        Place place = Place.in(file).atRow(number);
        Place placed = open().map(read -> place.of(ChainId.of(read), read.sequenceNumber()))
                .orElse(place);
        return new StoredRecord(placed, event, hash, List.of(), quarantine);
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
