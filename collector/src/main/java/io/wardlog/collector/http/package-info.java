/** What the collector's HTTP servers share: refusals and how they are answered. */
package io.wardlog.collector.http;
