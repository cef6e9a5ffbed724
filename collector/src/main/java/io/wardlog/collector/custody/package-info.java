/** Custody: judges the order of batches and publishes their events. */
package io.wardlog.collector.custody;
