package io.wardlog.collector.index;

import io.wardlog.config.Default;
import io.wardlog.config.Doc;
import java.net.URI;

/** Where OpenSearch is. */
public record IndexConfig(
        @Doc("OpenSearch, as http://host:port") @Default("http://127.0.0.1:9200")
        URI opensearch) {}
