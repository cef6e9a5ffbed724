package io.wardlog.edge.listen.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;

/** A directory that does what another does, for tests that want some of it otherwise. */
class FolderBetween implements Folder {

    private final Folder real;

    FolderBetween(Folder real) {
        this.real = real;
    }

    @Override
    public List<Path> names() throws IOException {
        return real.names();
    }

    @Override
    public BasicFileAttributes attributes(Path name) throws IOException {
        return real.attributes(name);
    }

    @Override
    public FileChannel open(Path name) throws IOException {
        return real.open(name);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        real.rename(from, to);
    }

    @Override
    public void link(Path existing, Path name) throws IOException {
        real.link(existing, name);
    }

    @Override
    public void delete(Path name) throws IOException {
        real.delete(name);
    }

    @Override
    public void close() throws IOException {
        real.close();
    }

    /** The same attributes with another key. */
    record Keyed(BasicFileAttributes of, Object fileKey) implements BasicFileAttributes {

        @Override
        public FileTime lastModifiedTime() {
            return of.lastModifiedTime();
        }

        @Override
        public FileTime lastAccessTime() {
            return of.lastAccessTime();
        }

        @Override
        public FileTime creationTime() {
            return of.creationTime();
        }

        @Override
        public boolean isRegularFile() {
            return of.isRegularFile();
        }

        @Override
        public boolean isDirectory() {
            return of.isDirectory();
        }

        @Override
        public boolean isSymbolicLink() {
            return of.isSymbolicLink();
        }

        @Override
        public boolean isOther() {
            return of.isOther();
        }

        @Override
        public long size() {
            return of.size();
        }
    }
}
