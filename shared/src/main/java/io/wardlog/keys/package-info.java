/**
 * Signing keys and the objects that they sign: algorithms, key ids, key files, and the register of keys that are trusted
 * for one purpose each (docs/formats.md section 0). A signing key is never a TLS key.
 */
package io.wardlog.keys;
