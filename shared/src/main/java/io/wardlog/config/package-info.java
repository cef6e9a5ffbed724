/**
 * Configuration: one record per concern, read from a YAML file with overrides from the environment. The component's name is the
 * key, its type the kind, {@link io.wardlog.config.Doc}, {@link io.wardlog.config.Default} and {@link io.wardlog.config.Range} say
 * the rest. {@link io.wardlog.config.ConfigLoader} reports every problem of a file at once, with line, key and fix. Secrets are
 * {@link io.wardlog.config.SecretValue}s, which never print themselves.
 */
package io.wardlog.config;
