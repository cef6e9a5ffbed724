package io.wardlog.batch;

/** An event that ingest marked: its 0-based index in the batch, and the error code. */
public record QuarantineMark(int index, String code) {}
