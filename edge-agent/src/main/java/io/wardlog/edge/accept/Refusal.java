package io.wardlog.edge.accept;

import io.wardlog.error.ErrorCode;
import io.wardlog.event.SourceProtocol;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * Something on the line that never became a message of an identified device.
 *
 * @param protocol the way it came
 * @param peer the other side's address without its port, as the listener saw it
 * @param deviceId the device, when it is authenticated; else absent: a claim is no identity
 * @param code what is wrong
 * @param detail what is wrong in words; quotes nothing of the bytes
 * @param firstBytes at most the first 64 KiB of what was received, empty when there is nothing; sealed before it is kept
 * @param totalLength how many bytes were received, as far as known; at least {@code firstBytes.length}
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record Refusal(
        SourceProtocol protocol,
        String peer,
        Optional<String> deviceId,
        ErrorCode code,
        String detail,
        byte[] firstBytes,
        long totalLength) {

    /** How many bytes of what was refused are kept. */
    public static final int KEPT_BYTES = 64 * 1024;

    public Refusal {
        Objects.requireNonNull(protocol, "protocol");
        Objects.requireNonNull(peer, "peer");
        Objects.requireNonNull(deviceId, "deviceId");
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(detail, "detail");
        if (firstBytes.length > KEPT_BYTES) {
            firstBytes = Arrays.copyOf(firstBytes, KEPT_BYTES);
        }
        if (totalLength < firstBytes.length) {
            throw new IllegalArgumentException("totalLength is less than what is here");
        }
    }

    /** A refusal of a connection that sent nothing worth keeping. */
    public static Refusal ofConnection(SourceProtocol protocol, String peer, ErrorCode code, String detail) {
        return new Refusal(protocol, peer, Optional.empty(), code, detail, new byte[0], 0);
    }
}
