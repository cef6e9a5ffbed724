/** How the collector talks to OpenSearch: one small JSON-over-HTTP client over opensearch-java's transport. */
package io.wardlog.collector.opensearch;
