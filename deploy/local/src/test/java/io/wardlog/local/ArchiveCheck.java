package io.wardlog.local;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;

/**
 * Compares the archive's files, read by DuckDB, with what the agent acknowledged.
 *
 * @param missing acknowledged events that are not in the archive
 * @param repeated acknowledged events that are in it more than once
 * @param rows events in the archive
 * @param bytes of their Parquet files
 * @param jsonBytes of the events themselves
 */
record ArchiveCheck(long acknowledged, long missing, long repeated, long rows, long bytes, long jsonBytes) {

    static ArchiveCheck of(Path archive, Path acknowledged) throws Exception {
        String files = "'" + archive + "/events/**/*.parquet'";
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement query = duckdb.createStatement()) {
            query.execute("set memory_limit = '2GB'");
            query.execute("set threads = 2");
            // A line begins with the id; behind a blank the time of its acknowledgement may stand.
            query.execute("create view told as select split_part(line, ' ', 1) as id from read_csv('" + acknowledged
                    + "', delim = '\t', header = false, auto_detect = false, columns = {'line': 'VARCHAR'})");
            query.execute("create view kept as select eventId as id, count(*) as copies from read_parquet(" + files
                    + ", union_by_name = true) group by eventId");
            String joined = "told left join kept using (id)";
            return new ArchiveCheck(
                    number(query, "select count(distinct id) from told"),
                    number(query, "select count(*) from " + joined + " where copies is null"),
                    number(query, "select count(*) from " + joined + " where copies > 1"),
                    number(query, "select count(*) from read_parquet(" + files + ", union_by_name = true)"),
                    number(query, "select sum(size)::bigint from read_blob(" + files + ")"),
                    number(
                            query,
                            "select sum(strlen(event))::bigint from read_parquet(" + files
                                    + ", union_by_name = true)"));
        }
    }

    private static long number(Statement query, String sql) throws Exception {
        try (ResultSet rows = query.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    boolean exactlyOnce() {
        return acknowledged > 0 && missing == 0 && repeated == 0;
    }

    double bytesPerRow() {
        return (double) bytes / rows;
    }

    String toText() {
        return "%,d acknowledged: %,d missing, %,d twice in the archive; %,d rows, %.1f bytes an event, %.1f %% of the JSON"
                .formatted(acknowledged, missing, repeated, rows, bytesPerRow(), 100.0 * bytes / jsonBytes);
    }
}
