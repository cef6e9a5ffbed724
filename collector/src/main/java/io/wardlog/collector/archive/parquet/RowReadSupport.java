package io.wardlog.collector.archive.parquet;

import io.wardlog.collector.archive.Column;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.InitContext;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;

/** Reads rows back as {@link RowWriteSupport} wrote them. */
final class RowReadSupport extends ReadSupport<List<Object>> {

    private final List<Column> columns;

    RowReadSupport(List<Column> columns) {
        this.columns = columns;
    }

    @Override
    public ReadContext init(InitContext context) {
        MessageType wanted = Schemas.of(columns);
        // Refuses a file that lacks a column or has it with another type.
        context.getFileSchema().checkContains(wanted);
        return new ReadContext(wanted);
    }

    @Override
    public RecordMaterializer<List<Object>> prepareForRead(
            Configuration configuration, Map<String, String> metadata, MessageType schema, ReadContext context) {
        return new Rows(columns.size());
    }

    @Override
    public RecordMaterializer<List<Object>> prepareForRead(
            ParquetConfiguration configuration, Map<String, String> metadata, MessageType schema, ReadContext context) {
        return new Rows(columns.size());
    }

    private static final class Rows extends RecordMaterializer<List<Object>> {

        private final Object[] current;
        private final GroupConverter root;

        Rows(int width) {
            current = new Object[width];
            Converter[] fields = new Converter[width];
            for (int i = 0; i < width; i++) {
                fields[i] = new Field(current, i);
            }
            root = new Root(current, fields);
        }

        @Override
        public List<Object> getCurrentRecord() {
            return Arrays.asList(current.clone());
        }

        @Override
        public GroupConverter getRootConverter() {
            return root;
        }
    }

    private static final class Root extends GroupConverter {

        private final Object[] current;
        private final Converter[] fields;

        Root(Object[] current, Converter[] fields) {
            this.current = current;
            this.fields = fields;
        }

        @Override
        public Converter getConverter(int fieldIndex) {
            return fields[fieldIndex];
        }

        @Override
        public void start() {
            Arrays.fill(current, null);
        }

        @Override
        public void end() {
            // The row is taken by getCurrentRecord.
        }
    }

    private static final class Field extends PrimitiveConverter {

        private final Object[] current;
        private final int index;

        Field(Object[] current, int index) {
            this.current = current;
            this.index = index;
        }

        @Override
        public void addBinary(Binary value) {
            current[index] = value.getBytes();
        }

        @Override
        public void addLong(long value) {
            current[index] = value;
        }
    }

    /** Builds a reader of rows. */
    static final class Builder extends ParquetReader.Builder<List<Object>> {

        private final List<Column> columns;

        Builder(InputFile file, List<Column> columns) {
            super(file);
            this.columns = columns;
        }

        @Override
        protected ReadSupport<List<Object>> getReadSupport() {
            return new RowReadSupport(columns);
        }
    }
}
