package io.wardlog.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host name or address and a TCP port.
 *
 * @param host a name, an IPv4 address, or an IPv6 address without brackets
 * @param port 0 to 65535; 0 asks for any free port where one listens
 */
public record HostPort(String host, int port) {
    private static final Pattern FORM = Pattern.compile("(?:\\[([0-9A-Fa-f:.%]+)]|([A-Za-z0-9._-]+)):(\\d{1,5})");

    /** Refuses a port outside 0 to 65535 and an empty host. */
    public HostPort {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("a port is 0 to 65535");
        }
        if (host.isEmpty()) {
            throw new IllegalArgumentException("the host is missing");
        }
    }

    /**
     * Reads {@code name:port}, {@code 127.0.0.1:1883} or {@code [::1]:1883}.
     *
     * @throws IllegalArgumentException if {@code text} is of another form
     */
    public static HostPort parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("not a host and port such as 127.0.0.1:1883 or [::1]:1883");
        }
        String host = form.group(1) != null ? form.group(1) : form.group(2);
        return new HostPort(host, Integer.parseInt(form.group(3)));
    }

    /**
     * Whether nobody but this machine itself comes there. A name is looked up.
     *
     * @throws IllegalArgumentException if the host is not known
     */
    public boolean isLoopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            throw new IllegalArgumentException("the host " + host + " is not known", unknown);
        }
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
