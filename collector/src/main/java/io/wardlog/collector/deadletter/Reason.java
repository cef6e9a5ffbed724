package io.wardlog.collector.deadletter;

import io.wardlog.error.ErrorCode;
import io.wardlog.verify.Verdict;

/** Why a record is a dead letter, as its header says: the code, what that makes of the record, and the particulars. */
public final class Reason {

    private Reason() {}

    /** {@code <code>: <verdict>, <detail>}; the detail quotes nothing of the content. */
    public static String of(ErrorCode code, String detail) {
        return code.code() + ": " + verdict(code) + ", " + detail;
    }

    /** What formats.md section 7 calls a record with this fault. */
    static Verdict verdict(ErrorCode code) {
        return switch (code) {
            case HASH_MISMATCH,
                    IDENTITY_MISMATCH,
                    SIGNATURE_INVALID,
                    ROOT_MISMATCH,
                    COUNT_MISMATCH,
                    LINK_MISMATCH,
                    CHECKSUM_MISMATCH,
                    RECEIPT_INVALID -> Verdict.TAMPERED;
            case UNSUPPORTED_VERSION, UNKNOWN_AGENT, NOT_INDEXABLE, INTERNAL -> Verdict.UNVERIFIABLE;
            default -> Verdict.CORRUPT;
        };
    }
}
