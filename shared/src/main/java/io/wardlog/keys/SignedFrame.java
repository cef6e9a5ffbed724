package io.wardlog.keys;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A signed object on the wire and on disk, big-endian: four bytes of magic · u32 body length · JCS body · u16 signature length · signature,
 * nothing after.
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record SignedFrame(byte[] body, byte[] signature) {

    /** What {@link #decode} made of some bytes. */
    public sealed interface Reading {
        /** The bytes have the form; neither body nor signature is checked yet. */
        record Value(SignedFrame frame) implements Reading {}

        /** The bytes do not have the form; {@code detail} completes "it …". */
        record Refused(String detail) implements Reading {}
    }

    /** The bytes, with this magic of four ASCII characters before. */
    public byte[] encode(String magic) {
        ByteBuffer out = ByteBuffer.allocate(4 + 4 + body.length + 2 + signature.length);
        out.put(ascii(magic)).putInt(body.length).put(body);
        return out.putShort((short) signature.length).put(signature).array();
    }

    /** Takes the bytes apart. Never throws for its input. */
    public static Reading decode(String magic, byte[] bytes, int maxBodyBytes) {
        if (bytes.length < 10 || !Arrays.equals(Arrays.copyOf(bytes, 4), ascii(magic))) {
            return new Reading.Refused("does not start as one of its kind");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int bodyLength = in.getInt(4);
        if (bodyLength < 0 || bodyLength > maxBodyBytes || bodyLength > bytes.length - 10) {
            return new Reading.Refused("is longer than its bytes");
        }
        int signatureAt = 8 + bodyLength + 2;
        int signatureLength = Short.toUnsignedInt(in.getShort(8 + bodyLength));
        if (signatureAt + signatureLength != bytes.length) {
            return new Reading.Refused("does not end with its signature");
        }
        return new Reading.Value(new SignedFrame(
                Arrays.copyOfRange(bytes, 8, 8 + bodyLength), Arrays.copyOfRange(bytes, signatureAt, bytes.length)));
    }

    private static byte[] ascii(String magic) {
        return magic.getBytes(StandardCharsets.US_ASCII);
    }
}
