package io.wardlog.edge.listen.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The system's: every name is looked up in an open directory ({@code openat}), with no link followed. */
final class SystemVolume implements Volume {

    private final Path volume;
    private final BoundedOpening opening = new BoundedOpening();

    SystemVolume(Path volume) {
        this.volume = volume;
    }

    @Override
    public Folder open(String name) throws IOException {
        return new SystemFolder(name, stream(name));
    }

    private SecureDirectoryStream<Path> stream(String name) throws IOException {
        try (SecureDirectoryStream<Path> top = secure(volume)) {
            return top.newDirectoryStream(Path.of(name), LinkOption.NOFOLLOW_LINKS);
        }
    }

    private static SecureDirectoryStream<Path> secure(Path directory) throws IOException {
        var stream = Files.newDirectoryStream(directory);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        stream.close();
        throw new FileSystemException(
                directory.toString(), null, "this system cannot look up names in an open directory");
    }

    private final class SystemFolder implements Folder {

        private final String folder;
        private final SecureDirectoryStream<Path> stream;

        SystemFolder(String folder, SecureDirectoryStream<Path> stream) {
            this.folder = folder;
            this.stream = stream;
        }

        @Override
        public List<Path> names() throws IOException {
            List<Path> names = new ArrayList<>();
            try {
                stream.forEach(path -> names.add(path.getFileName()));
            } catch (DirectoryIteratorException broken) {
                throw broken.getCause();
            }
            return names;
        }

        @Override
        public BasicFileAttributes attributes(Path name) throws IOException {
            return stream.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes();
        }

        /** In a stream of its own: one that opens something cannot be closed until it has. */
        @Override
        public FileChannel open(Path name) throws IOException {
            return opening.open(folder, () -> {
                try (SecureDirectoryStream<Path> own = stream(folder)) {
                    return channel(
                            own.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)));
                }
            });
        }

        private static FileChannel channel(SeekableByteChannel opened) throws IOException {
            if (opened instanceof FileChannel file) {
                return file;
            }
            opened.close();
            throw new FileSystemException(null, null, "no channel of a file");
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
            stream.move(from, stream, to);
        }

        @Override
        public void link(Path existing, Path name) throws IOException {
            Path directory = volume.resolve(folder);
            Files.createLink(directory.resolve(name), directory.resolve(existing));
        }

        @Override
        public void delete(Path name) throws IOException {
            stream.deleteFile(name);
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
