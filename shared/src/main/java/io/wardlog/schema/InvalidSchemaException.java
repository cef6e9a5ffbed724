package io.wardlog.schema;

/**
 * A schema document or an index is not one of the house. The message says which and why, for the person who wrote it; schemas hold no
 * patient data.
 */
public final class InvalidSchemaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvalidSchemaException(String message) {
        super(message);
    }

    InvalidSchemaException(String message, Throwable cause) {
        super(message, cause);
    }
}
