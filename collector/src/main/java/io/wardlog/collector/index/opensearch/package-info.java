/** The index of events in OpenSearch: its template, and bulk writes that never double and never lose. */
package io.wardlog.collector.index.opensearch;
