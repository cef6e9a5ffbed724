package io.wardlog.edge.device;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** IP addresses as text, without ever asking a name server. */
final class Addresses {

    private static final Pattern IPV4 =
            Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(25[0-5]|2[0-4]\\d|1?\\d?\\d)");

    private Addresses() {}

    static boolean isLiteral(String text) {
        return !canonical(text).isEmpty();
    }

    /** The one form in which addresses are compared; IPv4 in IPv6 is IPv4; empty when {@code text} is no address. */
    static String canonical(String text) {
        int scope = text.indexOf('%');
        String address = scope < 0 ? text : text.substring(0, scope);
        if (!IPV4.matcher(address).matches() && address.indexOf(':') < 0) {
            return "";
        }
        try {
            return InetAddress.getByName(address).getHostAddress();
        } catch (UnknownHostException notAnAddress) {
            return "";
        }
    }
}
