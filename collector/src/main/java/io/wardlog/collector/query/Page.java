package io.wardlog.collector.query;

import java.util.List;
import java.util.Optional;

/** Some answers, and the place to go on from when there may be more. */
public record Page<T>(List<T> items, Optional<Cursor> next) {}
