/**
 * The collector: {@code CollectorMain} reads a {@code CollectorConfig} and starts a {@code Collector}, the one place where roles and
 * their adapters are constructed. Each role lives in a package of its own and knows only its ports.
 */
package io.wardlog.collector;
