/** The archive in a local directory: what the demo uses, and what every reader of a copied archive sees. */
package io.wardlog.collector.archive.directory;
