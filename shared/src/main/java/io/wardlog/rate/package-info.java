/**
 * Limits of rates: {@link io.wardlog.rate.RateLimit} says how much may come, {@link io.wardlog.rate.RateBudget} keeps count of
 * what did, as token buckets do. Pure: time comes in as an argument.
 */
package io.wardlog.rate;
