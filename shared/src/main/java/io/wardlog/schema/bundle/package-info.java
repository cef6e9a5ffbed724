/**
 * A tenant's event types as one signed object (docs/formats.md section 9): made by {@code wardlog schemas bundle}, handed out by collectors,
 * checked by everyone who loads it. The bytes as they were signed are what is kept and compared.
 */
package io.wardlog.schema.bundle;
