/**
 * How the agent is: {@code /health}, {@code /ready}, {@code /metrics} and {@code /status} over HTTP, and the meters behind
 * them. Nothing here names a patient; metrics name no device.
 */
package io.wardlog.edge.status;
