/**
 * The long-term archive: rows of a Kafka partition become files by tenant, hospital and date, and one manifest makes them
 * count. Where the archiver goes on after a crash comes from the manifests only.
 */
package io.wardlog.collector.archive;
