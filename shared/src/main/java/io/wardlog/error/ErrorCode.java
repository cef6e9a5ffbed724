package io.wardlog.error;

import java.util.Locale;

/**
 * The stable names of everything that Wardlog refuses. {@link #code()} is what devices, metrics, logs, problem documents
 * and records carry; a code never changes its meaning and is never reused.
 */
public enum ErrorCode {
    // What the bytes are (RFC 8259, RFC 7493, formats section 0)
    MALFORMED_JSON(400, "The bytes are not JSON"),
    MALFORMED_UTF8(400, "The bytes are not UTF-8"),
    DUPLICATE_KEY(400, "A JSON object names a key twice"),
    INVALID_UNICODE(400, "A string has a lone surrogate or a noncharacter"),
    NUMBER_OUT_OF_RANGE(400, "A number cannot be kept exactly"),
    TOO_DEEP(400, "The JSON is nested too deep"),
    TOO_LARGE(413, "The message is too large"),
    NOT_CANONICAL(400, "The bytes are not the RFC 8785 canonical form"),
    // What a message says (formats section 1)
    MISSING_FIELD(422, "A required field is missing"),
    UNKNOWN_FIELD(422, "A field is not known"),
    INVALID_FIELD(422, "A field has a wrong value"),
    INVALID_TIME(422, "A time is not RFC 3339 or out of range"),
    SCHEMA_VIOLATION(422, "The message does not satisfy its schema"),
    UNKNOWN_EVENT_TYPE(422, "The event type is not known"),
    UNKNOWN_EVENT_VERSION(422, "The event type has no such version"),
    SCHEMA_DRAFT(422, "The event type's version is a draft that is not enabled here"),
    EVENT_TYPE_RESERVED(403, "Devices may not send this event type"),
    PHI_IN_CLEAR(422, "A value marked as patient data stands in the clear"),
    // Who is on the line
    NOT_AUTHENTICATED(401, "No valid credentials were given"),
    UNKNOWN_DEVICE(401, "The device is not in the device directory"),
    WRONG_CREDENTIALS(401, "The credentials are wrong"),
    NOT_AUTHORIZED(403, "This identity may not do that"),
    DEVICE_MISMATCH(403, "A device speaks only for itself"),
    CERTIFICATE_REJECTED(403, "The certificate is not accepted"),
    TLS_FAILED(400, "The TLS handshake failed"),
    // How it was sent
    INVALID_TOPIC(400, "The topic is not wardlog/v1/{deviceId}/{eventType}"),
    PROTOCOL_ERROR(400, "The protocol was not followed"),
    TIMED_OUT(408, "The message did not arrive in time"),
    BUSY(503, "No room now; send again later"),
    RATE_LIMITED(429, "More was sent than is allowed; send again later"),
    // Batches (formats section 3)
    FRAME_MALFORMED(400, "The batch frame does not parse"),
    FRAME_CHECKSUM(400, "The batch frame's CRC32C is wrong"),
    FRAME_TOO_LARGE(413, "The batch frame or its body is too large"),
    UNSUPPORTED_VERSION(400, "The version or algorithm is not known"),
    HEADER_INVALID(400, "The batch header is not valid"),
    SIGNATURE_INVALID(403, "The signature does not verify"),
    UNKNOWN_AGENT(403, "The agent is not in the register"),
    AGENT_DECOMMISSIONED(403, "The register says that the agent is decommissioned"),
    KEY_EXPIRED(403, "The agent's former key may sign no more"),
    IDENTITY_MISMATCH(403, "Certificate, register and batch name different identities"),
    COUNT_MISMATCH(400, "The batch does not hold as many events as its header says"),
    ROOT_MISMATCH(400, "The Merkle root differs from the events"),
    LINK_MISMATCH(400, "An event does not link to the one before it"),
    HASH_MISMATCH(400, "A hash differs from the bytes"),
    CHECKSUM_MISMATCH(400, "The payload's checksum differs"),
    EVENT_MALFORMED(400, "A stored event is not an event"),
    STALE_BATCH(409, "The batch is older than what custody remembers"),
    FORK(409, "Two different batches claim the same place"),
    GAP_UNEXPLAINED(409, "Something is missing between two batches"),
    AGENT_SILENT(504, "An agent has not been heard of"),
    AGENT_RECOVERED(200, "An agent is heard again after a silence"),
    EPOCH_CHANGED(409, "An agent has begun a new epoch"),
    RECEIPT_INVALID(502, "The receipt does not verify"),
    // Disclosures (formats section 4)
    DISCLOSURE_INVALID(400, "A disclosure does not match its digest or place"),
    SEALED_BLOCK_INVALID(400, "A sealed block cannot be opened"),
    // The schema registry (formats section 9)
    REGISTRY_INVALID(400, "The bytes are no registry bundle, or its schemas are not usable"),
    REGISTRY_FOREIGN(403, "The registry bundle is another tenant's"),
    REGISTRY_STALE(409, "The registry bundle is not newer than the one in force"),
    // Storing (what a consumer could not use)
    NOT_INDEXABLE(422, "The index cannot take the record"),
    // HTTP
    NOT_FOUND(404, "There is no such thing"),
    METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
    UNSUPPORTED_MEDIA_TYPE(415, "The media type is not accepted here"),
    INVALID_PARAMETER(400, "A parameter is not known or has a wrong value"),
    UNAVAILABLE(503, "A part that this needs does not answer"),
    INTERNAL(500, "Something went wrong here");

    private final String code;
    private final int httpStatus;
    private final String title;

    ErrorCode(int httpStatus, String title) {
        this.code = name().toLowerCase(Locale.ROOT);
        this.httpStatus = httpStatus;
        this.title = title;
    }

    /** The stable name in lower snake case, for example {@code duplicate_key}. */
    public String code() {
        return code;
    }

    /** The HTTP status that a refusal with this code answers with. */
    public int httpStatus() {
        return httpStatus;
    }

    /** One short English sentence without the particulars of a case. */
    public String title() {
        return title;
    }
}
