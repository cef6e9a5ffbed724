/** The agent register: which agents there are, with which identity and signing key, and each tenant's seal key. */
package io.wardlog.collector.register;
