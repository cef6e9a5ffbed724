package io.wardlog.schema.bound;

/** A schema holds something that this package does not compile. It never leaves the package: such a schema is checked by the reference validator. */
final class UncompilableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UncompilableException(String what) {
        super(what, null, false, false);
    }
}
