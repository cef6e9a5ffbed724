package io.wardlog.verify;

import io.wardlog.hash.Hash;
import java.util.List;
import java.util.Optional;

/**
 * The proof of one batch as {@code wardlog.proofs.v1} and the archive carry it. Nothing in it has been checked.
 *
 * @param place where it stands
 * @param header the header's canonical bytes, without the tag
 * @param signature the agent's signature over the tagged header
 * @param batchHash the batch hash that stands beside it
 * @param eventHashes the hashes of the batch's events in journal order
 * @param receipt the collector's receipt, the bytes of a {@code WLR1} frame
 */
public record BatchProof(
        Place place,
        byte[] header,
        byte[] signature,
        Hash batchHash,
        List<Hash> eventHashes,
        Optional<byte[]> receipt) {}
