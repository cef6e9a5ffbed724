package io.wardlog.edge.device;

import io.wardlog.error.ErrorCode;

/** The directory's answer to credentials. */
public sealed interface Identification {

    /** The credentials are those of {@code identity}. */
    record Known(DeviceIdentity identity) implements Identification {}

    /**
     * The credentials are nobody's.
     *
     * @param code {@code UNKNOWN_DEVICE}, {@code WRONG_CREDENTIALS}, {@code CERTIFICATE_REJECTED} or {@code NOT_AUTHENTICATED}
     * @param detail why, without the credentials
     */
    record Refused(ErrorCode code, String detail) implements Identification {}
}
