package io.wardlog.collector.archive.parquet;

import io.wardlog.collector.archive.Column;
import io.wardlog.collector.archive.Row;
import io.wardlog.collector.archive.TableFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.LocalOutputFile;

/**
 * Parquet with zstd, page checksums written and checked. Text columns are STRING, timestamps TIMESTAMP(MICROS, UTC). Hash
 * and event columns hold a different value in every row, so that a dictionary would only cost: Parquet drops it by itself.
 */
public final class ParquetFiles implements TableFiles {

    private static final long ROW_GROUP_BYTES = 8L * 1024 * 1024;

    @Override
    public String suffix() {
        return ".parquet";
    }

    @Override
    public void write(Path file, List<Column> columns, List<Row> rows) throws IOException {
        try (ParquetWriter<List<Object>> writer = new RowWriteSupport.Builder(new LocalOutputFile(file), columns)
                .withConf(new PlainParquetConfiguration())
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .withRowGroupSize(ROW_GROUP_BYTES)
                .withPageWriteChecksumEnabled(true)
                .build()) {
            for (Row row : rows) {
                writer.write(row.values());
            }
        }
    }

    @Override
    public RowReader read(Path file, List<Column> columns) throws IOException {
        try {
            return new Reader(new RowReadSupport.Builder(new LocalInputFile(file), columns)
                    .withConf(new PlainParquetConfiguration())
                    .usePageChecksumVerification(true)
                    .build());
        } catch (IOException | RuntimeException e) {
            throw new CorruptFileException("not a readable Parquet file: " + file.getFileName(), e);
        }
    }

    private record Reader(ParquetReader<List<Object>> parquet) implements RowReader {

        @Override
        public List<Object> next() throws IOException {
            try {
                return parquet.read();
            } catch (IOException | RuntimeException e) {
                throw new CorruptFileException("a Parquet page, row group or footer does not parse", e);
            }
        }

        @Override
        public void close() throws IOException {
            parquet.close();
        }
    }
}
