/** Health, readiness and metrics of the whole process over HTTP. */
package io.wardlog.collector.status;
