package io.wardlog.edge;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code strace -f -yy -xx} has seen of a process: what came over each connection, what was sent over it, and when a file was synced. A moment is
 * the number of a line: strace stops a thread before each call and behind it, so that their order is the order of the calls. Bytes have come
 * when the call returns, are on their way when it begins, and are on the disk when it returns.
 */
final class SystemCalls {

    private static final Pattern BEGINS = Pattern.compile("^(\\d+)\\s+(\\w+)\\((\\d+)<(.*?)>(?:\\)|,| <)(.*)$");
    private static final Pattern RESUMES = Pattern.compile("^(\\d+)\\s+<\\.\\.\\. (\\w+) resumed>(.*)$");
    private static final Pattern TEXT = Pattern.compile("\"((?:\\\\x[0-9a-f]{2})*)\"");
    private static final Pattern RETURNS = Pattern.compile("\\)?\\s+= (-?\\d+)");

    private final Map<String, Connection> connections = new LinkedHashMap<>();
    private final List<Sync> syncs = new ArrayList<>();
    /** By thread the call that has not returned. */
    private final Map<String, Begun> underWay = new HashMap<>();

    private int moment;

    private record Begun(String name, String file, int moment) {}

    /** A sync that said it was done. */
    record Sync(String file, int begins, int returns) {}

    /** One connection: both streams, and when each byte passed. */
    static final class Connection {
        private final Stream received = new Stream();
        private final Stream sent = new Stream();

        /** When the whole of this has come. */
        Optional<Integer> received(byte[] bytes) {
            return received.find(bytes).map(at -> received.moment(at + bytes.length - 1));
        }

        /** When the first byte of this was on its way. */
        Optional<Integer> sent(byte[] bytes) {
            return sent.find(bytes).map(sent::moment);
        }

        /**
         * Each call that sent so many bytes, and what it can have answered, in their order: for a line that hides all but lengths. With one request at a
         * time it is the answer to what came last.
         */
        List<Exchange> answersOf(int length) {
            return sent.calls().entrySet().stream()
                    .filter(call -> call.getValue() == length)
                    .map(call -> new Exchange(received.calls().lowerKey(call.getKey()), call.getKey()))
                    .toList();
        }
    }

    /** The moment at which the last byte before an answer had come, and the moment at which the answer was on its way. */
    record Exchange(int received, int answered) {}

    private static final class Stream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final List<Integer> moments = new ArrayList<>();

        void add(byte[] more, int moment) {
            bytes.writeBytes(more);
            for (int i = 0; i < more.length; i++) {
                moments.add(moment);
            }
        }

        int moment(int at) {
            return moments.get(at);
        }

        /** How many bytes passed at which moment. */
        NavigableMap<Integer, Integer> calls() {
            NavigableMap<Integer, Integer> calls = new TreeMap<>();
            moments.forEach(moment -> calls.merge(moment, 1, Integer::sum));
            return calls;
        }

        Optional<Integer> find(byte[] wanted) {
            int at = latin(bytes.toByteArray()).indexOf(latin(wanted));
            return at < 0 ? Optional.empty() : Optional.of(at);
        }
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    static SystemCalls read(List<String> lines) {
        SystemCalls calls = new SystemCalls();
        lines.forEach(calls::line);
        return calls;
    }

    private void line(String line) {
        moment++;
        Matcher begins = BEGINS.matcher(line);
        Matcher resumes = RESUMES.matcher(line);
        if (begins.matches()) {
            Begun begun = new Begun(begins.group(2), plain(begins.group(4)), moment);
            begins(begun, begins.group(5));
            if (line.endsWith("<unfinished ...>")) {
                underWay.put(begins.group(1), begun);
            } else {
                returns(begun, begins.group(5));
            }
        } else if (resumes.matches()) {
            Begun begun = underWay.remove(resumes.group(1));
            if (begun != null && begun.name().equals(resumes.group(2))) {
                returns(begun, resumes.group(3));
            }
        }
    }

    private void begins(Begun call, String arguments) {
        if (call.name().matches("write|writev|sendto|sendmsg")) {
            connection(call).sent.add(bytes(arguments), call.moment());
        }
    }

    private void returns(Begun call, String rest) {
        if (call.name().equals("recvfrom")) {
            connection(call).received.add(bytes(rest), moment);
        }
        Matcher result = RETURNS.matcher(rest);
        if (call.name().matches("fdatasync|fsync")
                && result.find()
                && result.group(1).equals("0")) {
            syncs.add(new Sync(call.file(), call.moment(), moment));
        }
    }

    private Connection connection(Begun call) {
        return connections.computeIfAbsent(call.file(), file -> new Connection());
    }

    /** All texts of a call: writev and sendmsg have several. */
    private static byte[] bytes(String arguments) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Matcher text = TEXT.matcher(arguments);
        while (text.find()) {
            all.writeBytes(hex(text.group(1)));
        }
        return all.toByteArray();
    }

    private static byte[] hex(String escaped) {
        byte[] bytes = new byte[escaped.length() / 4];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(escaped, i * 4 + 2, i * 4 + 4, 16);
        }
        return bytes;
    }

    /** A path, which strace writes in hexadecimal, too, or what it says of a socket. */
    private static String plain(String file) {
        return file.matches("(\\\\x[0-9a-f]{2})+") ? latin(hex(file)) : file;
    }

    /** The connection from this port of the same machine. */
    Optional<Connection> whichIsFrom(int port) {
        return connections.entrySet().stream()
                .filter(connection -> connection.getKey().endsWith(":" + port + "]"))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** The connection over which this has come. */
    Optional<Connection> whichReceived(byte[] bytes) {
        return connections.values().stream()
                .filter(connection -> connection.received(bytes).isPresent())
                .findFirst();
    }

    /** Whether a file whose name ends so was synced as a whole between two moments. */
    boolean syncedBetween(String suffix, int from, int to) {
        return syncs.stream()
                .anyMatch(sync -> sync.file().endsWith(suffix) && sync.begins() > from && sync.returns() < to);
    }
}
