package io.wardlog.verify;

import io.wardlog.chain.EventHash;
import io.wardlog.event.Event;
import io.wardlog.hash.Hash;
import java.util.Arrays;

/** An event's stored bytes, verbatim, between two offsets of an array in which nobody changes them. Nothing about them has been checked. */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record EventBytes(byte[] array, int from, int to) {

    /** The whole array. */
    public static EventBytes of(byte[] event) {
        return new EventBytes(event, 0, event.length);
    }

    Hash hash() {
        return EventHash.of(array, from, to - from);
    }

    Event.Reading read() {
        return Event.read(array, from, to);
    }

    byte[] copy() {
        return Arrays.copyOfRange(array, from, to);
    }
}
