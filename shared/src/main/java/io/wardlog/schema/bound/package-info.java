/**
 * The quick way of a device message and of a stored event: schemas compiled to a plan that reads UTF-8 once, checks every keyword on the way and,
 * of a message, writes the canonical form from slices of it. It answers "valid, and here is everything" or "don't know", never "invalid": whoever does not get the
 * first asks the tree and the reference validator, which alone say what is wrong. The two may never differ; docs/adr/0036 says how that is kept.
 */
package io.wardlog.schema.bound;
