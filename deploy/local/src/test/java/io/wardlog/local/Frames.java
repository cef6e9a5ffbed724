package io.wardlog.local;

import com.github.luben.zstd.Zstd;
import io.wardlog.batch.AgentCondition;
import io.wardlog.batch.AgentEpoch;
import io.wardlog.batch.BatchFrame;
import io.wardlog.batch.BatchHeader;
import io.wardlog.batch.BatchPosition;
import io.wardlog.batch.Compression;
import io.wardlog.event.EventTimes;
import io.wardlog.event.UuidV7;
import io.wardlog.keys.Signer;
import io.wardlog.merkle.MerkleTree;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.CRC32C;

/** Batch frames that no honest agent would send. */
final class Frames {
    private static final int CRC_BYTES = 4;
    private static final int ZSTD = 1;
    private static final int CLAIMED = 8 << 20;
    private static final int REAL = 64 << 20;

    private Frames() {}

    /** The first batch of a new epoch, without events, in this tenant's agent's name. */
    static byte[] heartbeat(String tenantId, String agentId, Signer signer) {
        Instant now = Instant.now();
        String epochId = UuidV7.next(now, ThreadLocalRandom.current()::nextLong);
        AgentEpoch epoch = new AgentEpoch(tenantId, DemoNames.HOSPITAL, agentId, epochId);
        BatchHeader header = new BatchHeader(
                signer.algorithm().alg(),
                signer.keyId(),
                epoch,
                BatchPosition.first(epoch, 0),
                MerkleTree.rootOfHashes(List.of()),
                new AgentCondition(
                        EventTimes.micros(now),
                        "boot",
                        1,
                        new AgentCondition.Clock("ntp", Optional.empty(), Optional.empty()),
                        new AgentCondition.Backlog(0, 0, 1)),
                Optional.empty(),
                Optional.empty());
        return new BatchFrame(header.canonical(), header.sign(signer), List.of()).encode(Compression.NONE);
    }

    /** A few kilobytes that claim to become 8 MiB, which is allowed, and would become 64. */
    static byte[] bomb() {
        byte[] body = Zstd.compress(new byte[REAL]);
        ByteBuffer frame = ByteBuffer.allocate(4 + 4 + 2 + 1 + 4 + 4 + body.length + CRC_BYTES);
        frame.put("WLB1".getBytes(StandardCharsets.US_ASCII)).putInt(0).putShort((short) 0);
        frame.put((byte) ZSTD).putInt(CLAIMED).putInt(body.length).put(body);
        return withChecksum(frame.array());
    }

    /** The frame with one bit of one byte changed. */
    static byte[] flipped(byte[] frame, int at) {
        byte[] changed = frame.clone();
        changed[at] ^= 1;
        return changed;
    }

    /** The frame with a checksum that fits what stands before it. */
    static byte[] withChecksum(byte[] frame) {
        byte[] mended = frame.clone();
        CRC32C crc = new CRC32C();
        crc.update(mended, 0, mended.length - CRC_BYTES);
        ByteBuffer.wrap(mended).putInt(mended.length - CRC_BYTES, (int) crc.getValue());
        return mended;
    }
}
