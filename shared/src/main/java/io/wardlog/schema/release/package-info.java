/**
 * The maintainers' signature of the index of the product's own event types (docs/formats.md section 11): made by {@code wardlog schemas sign}, lies
 * beside the index, and is checked by {@code wardlog schemas verify} with a public key that whoever asks brings himself. No program looks at it
 * when it starts: a key that lay in the same jar would prove nothing.
 */
package io.wardlog.schema.release;
