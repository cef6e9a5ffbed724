/** SHA-256 digests as values: the only hash that chains, batches, trees and disclosures are built of. */
package io.wardlog.hash;
