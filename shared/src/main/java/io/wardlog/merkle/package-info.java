/** The Merkle tree of RFC 6962 section 2.1 over SHA-256: roots of batches and logs, and inclusion proofs. Pure. */
package io.wardlog.merkle;
