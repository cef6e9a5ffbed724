package io.wardlog.collector.archive;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The file format of archive tables. Used by one thread at a time for each file. */
public interface TableFiles {

    /** How a file's name ends, with the dot. */
    String suffix();

    /** Writes the rows to a new file; when this returns the file is whole and closed. */
    void write(Path file, List<Column> columns, List<Row> rows) throws IOException;

    /**
     * Opens a file for reading from its first row on.
     *
     * @throws CorruptFileException when it is no such file or lacks one of the columns
     */
    RowReader read(Path file, List<Column> columns) throws IOException;

    /** Rows in file order, with flat memory. */
    interface RowReader extends AutoCloseable {

        /**
         * The values of the next row in the order of the columns, or null behind the last one.
         *
         * @throws CorruptFileException when the file does not hold what it promises
         */
        List<Object> next() throws IOException;

        @Override
        void close() throws IOException;
    }

    /** A file does not parse. */
    final class CorruptFileException extends IOException {
        private static final long serialVersionUID = 1L;

        public CorruptFileException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
