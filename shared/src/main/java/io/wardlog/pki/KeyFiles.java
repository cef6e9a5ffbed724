package io.wardlog.pki;

import io.wardlog.keys.PemKeys;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Set;

/** Writes PEM files that did not exist before; private keys are readable by their owner only from the first byte on. */
final class KeyFiles {
    private final Path directory;

    private KeyFiles(Path directory) {
        this.directory = directory;
    }

    /**
     * A new directory to write into.
     *
     * @throws FileAlreadyExistsException when there is one: keys are never overwritten
     */
    static KeyFiles createDirectory(Path directory) throws IOException {
        Files.createDirectories(directory.toAbsolutePath().getParent());
        Files.createDirectory(directory);
        return new KeyFiles(directory);
    }

    /** An existing directory; files in it are still never overwritten. */
    static KeyFiles inDirectory(Path directory) throws IOException {
        Files.createDirectories(directory);
        return new KeyFiles(directory);
    }

    void certificate(String name, X509Certificate certificate) throws IOException {
        write(name, pem(certificate));
    }

    void privateKey(String name, PrivateKey key) throws IOException {
        boolean posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] ownerOnly = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        write(name, PemKeys.pem(key), ownerOnly);
    }

    /** A new key pair of a JCA algorithm in two files. */
    void newKeyPair(String algorithm, String privateName, String publicName) throws IOException {
        try {
            KeyPair pair = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
            privateKey(privateName, pair.getPrivate());
            write(publicName, PemKeys.pem(pair.getPublic()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java 17 platform makes " + algorithm + " keys", e);
        }
    }

    private void write(String name, String text, FileAttribute<?>... attributes) throws IOException {
        Set<StandardOpenOption> fresh = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (SeekableByteChannel channel = Files.newByteChannel(directory.resolve(name), fresh, attributes)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }

    private static String pem(X509Certificate certificate) {
        try {
            String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
            return "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was just issued has an encoding", e);
        }
    }
}
