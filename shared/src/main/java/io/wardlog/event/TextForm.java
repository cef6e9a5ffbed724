package io.wardlog.event;

/** What a text has to look like. */
@FunctionalInterface
interface TextForm {

    /** Whether the text whose UTF-8 stands between two offsets has this form. */
    boolean matches(byte[] utf8, int from, int to);
}
