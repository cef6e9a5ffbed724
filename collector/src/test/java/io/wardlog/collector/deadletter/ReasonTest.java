package io.wardlog.collector.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.error.ErrorCode;
import org.junit.jupiter.api.Test;

class ReasonTest {

    /** Well-formed and contradicting a hash is TAMPERED, no longer parsing or canonical is CORRUPT. */
    @Test
    void saysWhatTheFaultMakesOfTheRecord() {
        assertThat(Reason.of(ErrorCode.HASH_MISMATCH, "why")).isEqualTo("hash_mismatch: TAMPERED, why");
        assertThat(Reason.of(ErrorCode.SIGNATURE_INVALID, "why")).startsWith("signature_invalid: TAMPERED, ");
        assertThat(Reason.of(ErrorCode.NOT_CANONICAL, "why")).startsWith("not_canonical: CORRUPT, ");
        assertThat(Reason.of(ErrorCode.MALFORMED_JSON, "why")).startsWith("malformed_json: CORRUPT, ");
        assertThat(Reason.of(ErrorCode.FRAME_CHECKSUM, "why")).startsWith("frame_checksum: CORRUPT, ");
        assertThat(Reason.of(ErrorCode.UNSUPPORTED_VERSION, "why")).startsWith("unsupported_version: UNVERIFIABLE, ");
    }
}
