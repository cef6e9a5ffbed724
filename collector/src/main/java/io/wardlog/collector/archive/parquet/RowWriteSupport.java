package io.wardlog.collector.archive.parquet;

import io.wardlog.collector.archive.Column;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;

/** Writes the values of a row, column by column. */
final class RowWriteSupport extends WriteSupport<List<Object>> {

    private final List<Column> columns;
    private RecordConsumer consumer;

    RowWriteSupport(List<Column> columns) {
        this.columns = columns;
    }

    @Override
    public WriteContext init(Configuration configuration) {
        return context();
    }

    @Override
    public WriteContext init(ParquetConfiguration configuration) {
        return context();
    }

    private WriteContext context() {
        return new WriteContext(Schemas.of(columns), Map.of());
    }

    @Override
    public void prepareForWrite(RecordConsumer recordConsumer) {
        consumer = recordConsumer;
    }

    @Override
    public void write(List<Object> values) {
        consumer.startMessage();
        for (int i = 0; i < columns.size(); i++) {
            Object value = values.get(i);
            if (value != null) {
                consumer.startField(columns.get(i).name(), i);
                if (value instanceof byte[] bytes) {
                    consumer.addBinary(Binary.fromConstantByteArray(bytes));
                } else {
                    consumer.addLong((Long) value);
                }
                consumer.endField(columns.get(i).name(), i);
            }
        }
        consumer.endMessage();
    }

    /** Builds a writer of rows. */
    static final class Builder extends ParquetWriter.Builder<List<Object>, Builder> {

        private final List<Column> columns;

        Builder(OutputFile file, List<Column> columns) {
            super(file);
            this.columns = columns;
        }

        @Override
        protected Builder self() {
            return this;
        }

        @Override
        protected WriteSupport<List<Object>> getWriteSupport(Configuration configuration) {
            return new RowWriteSupport(columns);
        }

        @Override
        protected WriteSupport<List<Object>> getWriteSupport(ParquetConfiguration configuration) {
            return new RowWriteSupport(columns);
        }
    }
}
