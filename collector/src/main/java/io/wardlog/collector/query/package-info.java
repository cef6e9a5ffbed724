/** The role that answers questions over HTTP. */
package io.wardlog.collector.query;
