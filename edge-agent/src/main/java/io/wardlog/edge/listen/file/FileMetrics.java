package io.wardlog.edge.listen.file;

/** What is counted of files. Called on the file listener's thread; never blocks. */
public interface FileMetrics {

    /** So many bytes of a device's files, as they were looked at last, are not on record yet. */
    void unread(String deviceId, long bytes);

    /** A device's files are read no more. */
    void left(String deviceId);

    /** So many files are open. */
    void open(int files);

    /** Reading failed in a way that nobody thought of, and goes on. */
    void failed();
}
