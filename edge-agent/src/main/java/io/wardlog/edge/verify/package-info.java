/**
 * Checks a journal as evidence: every group's checksum, every event's form, hash and place in its chain, every batch's
 * signature, root and link, every receipt. Only reads.
 */
package io.wardlog.edge.verify;
