package io.wardlog.edge.forward;

import io.wardlog.config.Doc;
import io.wardlog.config.HostPort;
import io.wardlog.config.SecretValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An HTTP proxy that opens a way to the collector (CONNECT, RFC 9110 section 9.3.6). TLS goes through it from end to end: it sees the
 * collector's name and the number of bytes, nothing else.
 */
public record ProxyConfig(
        @Doc("The proxy, for example proxy.example:3128") HostPort address,

        @Doc("The user name, when the proxy asks for one (Basic, RFC 7617); it travels to the proxy in the clear")
        Optional<String> user,

        @Doc("The user's password; better passwordFile, or the environment")
        Optional<SecretValue> password,

        @Doc(
                "A file that holds the user's password and nothing else; read again for each connection that follows a failure")
        Optional<Path> passwordFile) {

    /** Refuses half of a user's credentials, and two passwords, with {@code IllegalArgumentException}. */
    public ProxyConfig {
        if (password.isPresent() && passwordFile.isPresent()) {
            throw new IllegalArgumentException("proxy needs one of password and passwordFile");
        }
        if (user.isPresent() != (password.isPresent() || passwordFile.isPresent())) {
            throw new IllegalArgumentException("proxy needs user and password together, or neither");
        }
        if (user.filter(name -> name.indexOf(':') >= 0).isPresent()) {
            throw new IllegalArgumentException("proxy.user must not hold a colon");
        }
    }

    /**
     * The password now, empty when there is no user.
     *
     * @throws IOException when its file cannot be read or is empty; names the file, never its content
     */
    public Optional<SecretValue> currentPassword() throws IOException {
        if (passwordFile.isEmpty()) {
            return password;
        }
        String text = Files.readString(passwordFile.get()).strip();
        if (text.isEmpty()) {
            throw new IOException(passwordFile.get() + " holds no password");
        }
        return Optional.of(new SecretValue(text));
    }
}
