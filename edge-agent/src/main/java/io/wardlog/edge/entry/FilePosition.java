package io.wardlog.edge.entry;

import io.wardlog.hash.Hash;

/**
 * How far a file is settled: every line before has its event or its recorded refusal. Layout: text name, i64 offset, i64
 * microseconds since 1970, 32-byte fingerprint.
 *
 * @param name the file's name when it was read
 * @param offset the byte behind the last settled line
 * @param atMicros when that was, by the agent's clock
 * @param fingerprint of what stands before the offset, by which a file is known again
 */
public record FilePosition(String name, long offset, long atMicros, Hash fingerprint) {

    static FilePosition read(Fields in) {
        return new FilePosition(in.text(), in.i64(), in.i64(), in.hash());
    }

    void write(FieldsWriter out) {
        out.text(name).i64(offset).i64(atMicros).hash(fingerprint);
    }
}
