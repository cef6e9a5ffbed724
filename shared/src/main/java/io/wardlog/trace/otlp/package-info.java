/** Sends spans by OTLP over HTTP, with OpenTelemetry's SDK. The only package that knows it. */
package io.wardlog.trace.otlp;
