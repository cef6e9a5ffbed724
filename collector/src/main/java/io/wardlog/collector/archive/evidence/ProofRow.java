package io.wardlog.collector.archive.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.hash.Hash;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import io.wardlog.verify.BatchProof;
import io.wardlog.verify.Place;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A row of the proof table on its way through the sorter.
 *
 * @param order where its batch stands: tenant, hospital, agent, epoch, batch sequence, batch hash
 * @param proof the exact bytes
 */
record ProofRow(String file, long number, byte[] order, long batchSequence, byte[] proof) {

    /**
     * Reads a scanned row.
     *
     * @throws IllegalArgumentException when it holds no proof
     */
    static ProofRow of(ScannedRow row) {
        long sequence = row.integer("batchSequence");
        byte[] order = new SortKey()
                .text(row.text("tenantId"))
                .text(row.text("hospitalId"))
                .text(row.text("agentId"))
                .text(row.text("epoch"))
                .number(sequence)
                .hash(Hash.fromHex(row.text("batchHash")))
                .bytes();
        ProofRow proof = new ProofRow(row.file(), row.number(), order, sequence, row.bytes("proof"));
        proof.toProof();
        return proof;
    }

    /** Whether both prove the same batch in the same way; a batch that was sent again has a receipt of its own. */
    static boolean repeats(BatchProof proof, BatchProof other) {
        return proof.batchHash().equals(other.batchHash())
                && Arrays.equals(proof.header(), other.header())
                && Arrays.equals(proof.signature(), other.signature())
                && proof.eventHashes().equals(other.eventHashes())
                && proof.receipt().isPresent() == other.receipt().isPresent();
    }

    byte[] sortKey() {
        return order;
    }

    BatchProof toProof() {
        if (!(StrictJson.read(proof, JsonLimits.DOCUMENT) instanceof JsonReading.Value json)) {
            throw new IllegalArgumentException("the proof is not JSON");
        }
        JsonNode node = json.node();
        List<Hash> hashes = new ArrayList<>();
        node.path("eventHashes").forEach(hash -> hashes.add(Hash.fromHex(hash.asText())));
        Place place = Place.in(file).atRow(number).ofBatch(batchSequence);
        return new BatchProof(
                place,
                decode(node.path("header")),
                decode(node.path("signature")),
                Hash.fromHex(node.path("batchHash").asText()),
                hashes,
                node.has("receipt") ? Optional.of(decode(node.get("receipt"))) : Optional.empty());
    }

    byte[] write() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(file);
            out.writeLong(number);
            out.writeLong(batchSequence);
            out.write(proof);
        }
        return bytes.toByteArray();
    }

    static ProofRow read(byte[] written) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(written))) {
            return new ProofRow(in.readUTF(), in.readLong(), new byte[0], in.readLong(), in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] decode(JsonNode base64Url) {
        return Base64.getUrlDecoder().decode(base64Url.asText());
    }
}
