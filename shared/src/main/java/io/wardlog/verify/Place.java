package io.wardlog.verify;

import io.wardlog.chain.ChainId;
import java.util.Optional;

/**
 * Where a finding was made; what does not apply is empty or −1.
 *
 * @param source the file, address or journal that was read
 * @param line the line of an NDJSON file or the row of an archive file, from 1
 * @param byteOffset where that line begins in the source, from 0
 * @param chain the chain that the record says it belongs to
 * @param sequenceNumber its number in the chain
 * @param batchSequence the batch's number in its epoch
 */
public record Place(
        String source, long line, long byteOffset, Optional<ChainId> chain, long sequenceNumber, long batchSequence) {

    private static final long NONE = -1;

    /** The source as a whole. */
    public static Place in(String source) {
        return new Place(source, NONE, NONE, Optional.empty(), NONE, NONE);
    }

    /** A line of a text file. */
    public Place atLine(long newLine, long newByteOffset) {
        return new Place(source, newLine, newByteOffset, chain, sequenceNumber, batchSequence);
    }

    /** A row of a table. */
    public Place atRow(long row) {
        return new Place(source, row, NONE, chain, sequenceNumber, batchSequence);
    }

    /** A record of a chain. */
    public Place of(ChainId newChain, long newSequenceNumber) {
        return new Place(source, line, byteOffset, Optional.of(newChain), newSequenceNumber, batchSequence);
    }

    /** A batch of an agent's epoch. */
    public Place ofBatch(long newBatchSequence) {
        return new Place(source, line, byteOffset, chain, sequenceNumber, newBatchSequence);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(source);
        append(text, ", line ", line);
        append(text, ", byte ", byteOffset);
        append(text, ", batch ", batchSequence);
        chain.ifPresent(id -> text.append(", chain ")
                .append(id.tenantId())
                .append('/')
                .append(id.agentId())
                .append('/')
                .append(id.epoch())
                .append('/')
                .append(id.deviceId()));
        append(text, " #", sequenceNumber);
        return text.toString();
    }

    private static void append(StringBuilder text, String label, long number) {
        if (number != NONE) {
            text.append(label).append(number);
        }
    }
}
