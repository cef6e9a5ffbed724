/** The archive's tables: events, the proofs beside them, and sealed disclosures under a prefix of their own. */
package io.wardlog.collector.archive.table;
