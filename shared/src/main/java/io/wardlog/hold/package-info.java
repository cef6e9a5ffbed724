/**
 * Legal holds as signed records: what must not be deleted as long as somebody says so, and who said so (docs/formats.md section 10). Start at
 * {@link io.wardlog.hold.SignedHold}. Nothing is held here.
 */
package io.wardlog.hold;
