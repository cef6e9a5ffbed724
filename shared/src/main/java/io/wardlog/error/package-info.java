/**
 * The one vocabulary of refusals: every refusal that a person, a device, a metric or a log sees carries an {@link
 * io.wardlog.error.ErrorCode}, and every HTTP refusal is an RFC 9457 {@link io.wardlog.error.Problem}. What is
 * wrong with a file, {@link io.wardlog.error.FileFailure} says.
 */
package io.wardlog.error;
