package io.wardlog.tls;

import io.wardlog.keys.PemKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.X509KeyManager;

/**
 * What the files of a TLS end held at one moment: a certificate, its own key, and at least one authority. The array
 * must not be changed; it prints nothing of the key.
 *
 * @param own the certificate and its intermediates, and the private key
 * @param ca the PEM bytes of the authorities
 * @param notBefore from when on the certificate and all its intermediates are valid
 * @param notAfter until when the certificate and all its intermediates are valid
 * @param caNotAfter until when at least one of the authorities is valid; then the other end is believed no more
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TlsMaterial(X509KeyManager own, byte[] ca, Instant notBefore, Instant notAfter, Instant caNotAfter) {

    /**
     * Reads and checks the files.
     *
     * @throws IOException when one cannot be read, the certificate is not valid at {@code now} or not the key's, or no authority is
     *     there; names the file, never its content
     */
    public static TlsMaterial read(TlsFiles files, Instant now) throws IOException {
        return Bytes.read(files).check(files, now);
    }

    @Override
    public String toString() {
        return "TlsMaterial[notAfter=" + notAfter + "]";
    }

    /** What the files hold, whatever it is. */
    @SuppressWarnings("ArrayRecordComponent") // compared by sameAs only
    record Bytes(byte[] certificate, byte[] key, byte[] ca) {

        static Bytes read(TlsFiles files) throws IOException {
            return new Bytes(
                    Files.readAllBytes(files.certificate()),
                    Files.readAllBytes(files.key()),
                    Files.readAllBytes(files.ca()));
        }

        TlsMaterial check(TlsFiles files, Instant now) throws IOException {
            List<X509Certificate> chain = Certificates.parse(files.certificate(), certificate);
            Certificates.requireValid(files.certificate(), chain.get(0), now);
            return check(files);
        }

        /** Whatever time it is. */
        TlsMaterial check(TlsFiles files) throws IOException {
            List<X509Certificate> chain = Certificates.parse(files.certificate(), certificate);
            PrivateKey own = PemKeys.parsePrivate(files.key(), key);
            Certificates.requirePair(files.certificate(), chain.get(0), files.key(), own);
            Instant caNotAfter = Certificates.lastNotAfter(Certificates.parse(files.ca(), ca));
            return new TlsMaterial(
                    new OwnKeyManager(chain, own),
                    ca,
                    Certificates.notBefore(chain),
                    Certificates.notAfter(chain),
                    caNotAfter);
        }

        boolean sameAs(Bytes other) {
            return Arrays.equals(certificate, other.certificate)
                    && Arrays.equals(key, other.key)
                    && Arrays.equals(ca, other.ca);
        }
    }
}
