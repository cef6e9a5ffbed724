package io.wardlog.collector.archive.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wardlog.collector.archive.Column;
import io.wardlog.collector.archive.Column.Kind;
import io.wardlog.collector.archive.Row;
import io.wardlog.collector.archive.TableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetFilesTest {

    private static final List<Column> COLUMNS = List.of(
            Column.required("event", Kind.TEXT),
            Column.optional("sealed", Kind.BYTES),
            Column.required("sequence", Kind.INTEGER),
            Column.optional("ingestionTime", Kind.TIMESTAMP));

    private final ParquetFiles files = new ParquetFiles();

    @TempDir
    Path directory;

    @Test
    void readsBackExactlyWhatWasWritten() throws IOException {
        Path file = write(10_000);

        try (TableFiles.RowReader reader = files.read(file, COLUMNS)) {
            for (int i = 0; i < 10_000; i++) {
                List<Object> row = reader.next();
                assertThat((byte[]) row.get(0)).isEqualTo(text(i));
                assertThat((byte[]) row.get(1)).isEqualTo(i % 2 == 0 ? null : new byte[] {(byte) i, 0, -1});
                assertThat(row.get(2)).isEqualTo((long) i);
                assertThat(row.get(3)).isEqualTo(i % 3 == 0 ? null : 1_795_000_000_000_000L + i);
            }
            assertThat(reader.next()).isNull();
        }
    }

    @Test
    void duckDbReadsIt() throws IOException, SQLException {
        Path file = write(1_000);

        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT count(*), max(sequence), count(sealed),"
                        + " max(ingestionTime) AT TIME ZONE 'UTC' = TIMESTAMP '2026-11-18 11:06:40.000998',"
                        + " min(event) FROM '" + file + "'")) {
            assertThat(result.next()).isTrue();
            assertThat(result.getLong(1)).isEqualTo(1_000);
            assertThat(result.getLong(2)).isEqualTo(999);
            assertThat(result.getLong(3)).isEqualTo(500);
            assertThat(result.getBoolean(4)).isTrue();
            assertThat(result.getString(5)).isEqualTo("{\"n\":\"ä0\"}");
        }
    }

    @Test
    void anyByteThatChangesAValueIsRefused() throws IOException {
        Path file = write(200);
        byte[] original = Files.readAllBytes(file);
        List<List<Object>> rows = readAll(file);
        int found = 0;
        for (int i = 0; i < original.length; i += 7) {
            byte[] changed = original.clone();
            changed[i] ^= 0x20;
            Files.write(file, changed);
            try {
                assertThat(readAll(file)).usingRecursiveComparison().isEqualTo(rows);
            } catch (TableFiles.CorruptFileException e) {
                found++;
            }
        }
        assertThat(found).isPositive();
    }

    @Test
    void anotherSchemaIsRefused() throws IOException {
        Path file = write(1);
        List<Column> other = List.of(Column.required("missing", Kind.TEXT));
        assertThatThrownBy(() -> {
                    try (TableFiles.RowReader reader = files.read(file, other)) {
                        reader.next();
                    }
                })
                .isInstanceOf(TableFiles.CorruptFileException.class);
    }

    private List<List<Object>> readAll(Path file) throws IOException {
        List<List<Object>> rows = new ArrayList<>();
        try (TableFiles.RowReader reader = files.read(file, COLUMNS)) {
            for (List<Object> row = reader.next(); row != null; row = reader.next()) {
                rows.add(row);
            }
        }
        return rows;
    }

    private Path write(int count) throws IOException {
        Path file = directory.resolve("rows" + count + files.suffix());
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(Row.of(
                    "folder",
                    text(i),
                    i % 2 == 0 ? null : new byte[] {(byte) i, 0, -1},
                    (long) i,
                    i % 3 == 0 ? null : 1_795_000_000_000_000L + i));
        }
        files.write(file, COLUMNS, rows);
        return file;
    }

    private static byte[] text(int i) {
        return ("{\"n\":\"ä" + i + "\"}").getBytes(StandardCharsets.UTF_8);
    }
}
