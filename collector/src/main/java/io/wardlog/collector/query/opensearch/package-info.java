/** Questions to the event index in OpenSearch. */
package io.wardlog.collector.query.opensearch;
