package io.wardlog.batch;

import java.util.Optional;

/** How a frame's body is compressed; the code is one byte of the frame. */
public enum Compression {
    NONE(0),
    /** RFC 8878. */
    ZSTD(1);

    private final int code;

    Compression(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static Optional<Compression> fromCode(int code) {
        return code == 0 ? Optional.of(NONE) : code == 1 ? Optional.of(ZSTD) : Optional.empty();
    }
}
