/** The role that puts events into OpenSearch. */
package io.wardlog.collector.index;
