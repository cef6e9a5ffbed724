package io.wardlog.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An OpenTelemetry collector as far as spans go: OTLP over HTTP, in protobuf's binary form, read field by field. */
final class SpanReceiver implements AutoCloseable {
    private final HttpServer server;
    private final List<Received> spans = new CopyOnWriteArrayList<>();
    private final List<byte[]> requests = new CopyOnWriteArrayList<>();

    /** A span as it came; {@code parent} is empty when it has none. */
    record Received(
            String service,
            String name,
            String traceId,
            String spanId,
            String parent,
            Map<String, String> attributes) {}

    private SpanReceiver(HttpServer server) {
        this.server = server;
    }

    static SpanReceiver start() throws IOException {
        SpanReceiver receiver = new SpanReceiver(HttpServer.create(new InetSocketAddress(DemoAddresses.HOST, 0), 0));
        receiver.server.createContext("/v1/traces", receiver::take);
        receiver.server.start();
        return receiver;
    }

    /** Writes its address into the configuration of every process. */
    void isEndpointOf(DemoLayout layout) throws IOException {
        List<Path> configs = new ArrayList<>(List.of(layout.collectorConfig()));
        DemoNames.WARDS.forEach(ward -> configs.add(layout.agentConfig(DemoNames.agent(ward))));
        String section = "tracing:\n  endpoint: http://" + DemoAddresses.HOST + ":"
                + server.getAddress().getPort() + "/v1/traces\n";
        for (Path config : configs) {
            Files.writeString(config, section, StandardOpenOption.APPEND);
        }
    }

    /** All spans of a trace that have come so far. */
    List<Received> of(String traceId) {
        return spans.stream().filter(span -> span.traceId().equals(traceId)).toList();
    }

    /** All that has come so far, byte for byte: also what {@link Received} does not tell. */
    List<byte[]> requests() {
        return List.copyOf(requests);
    }

    private void take(HttpExchange exchange) throws IOException {
        byte[] request = exchange.getRequestBody().readAllBytes();
        requests.add(request);
        for (byte[] ofResource : Protobuf.read(request).all(1)) {
            Protobuf resource = Protobuf.read(ofResource);
            String service = attributes(Protobuf.read(resource.bytes(1)), 1).get("service.name");
            for (byte[] ofScope : resource.all(2)) {
                Protobuf.read(ofScope).all(2).forEach(span -> spans.add(span(service, Protobuf.read(span))));
            }
        }
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    private static Received span(String service, Protobuf span) {
        HexFormat hex = HexFormat.of();
        return new Received(
                service,
                span.text(5),
                hex.formatHex(span.bytes(1)),
                hex.formatHex(span.bytes(2)),
                hex.formatHex(span.bytes(4)),
                attributes(span, 9));
    }

    private static Map<String, String> attributes(Protobuf of, int field) {
        Map<String, String> attributes = new TreeMap<>();
        for (byte[] pair : of.all(field)) {
            Protobuf keyValue = Protobuf.read(pair);
            attributes.put(keyValue.text(1), Protobuf.read(keyValue.bytes(2)).text(1));
        }
        return attributes;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** A message of protobuf: its fields with bytes, by number; numbers are passed over. */
    private record Protobuf(Map<Integer, List<byte[]>> fields) {

        static Protobuf read(byte[] message) {
            Map<Integer, List<byte[]>> fields = new TreeMap<>();
            int[] at = {0};
            while (at[0] < message.length) {
                int tag = (int) varint(message, at);
                switch (tag & 7) {
                    case 0 -> varint(message, at);
                    case 1 -> at[0] += 8;
                    case 5 -> at[0] += 4;
                    case 2 -> {
                        int length = (int) varint(message, at);
                        byte[] value = java.util.Arrays.copyOfRange(message, at[0], at[0] + length);
                        fields.computeIfAbsent(tag >>> 3, number -> new ArrayList<>())
                                .add(value);
                        at[0] += length;
                    }
                    default -> throw new IllegalArgumentException("wire type " + (tag & 7));
                }
            }
            return new Protobuf(fields);
        }

        private static long varint(byte[] message, int[] at) {
            long value = 0;
            for (int shift = 0; ; shift += 7) {
                byte b = message[at[0]++];
                value |= (long) (b & 0x7f) << shift;
                if (b >= 0) {
                    return value;
                }
            }
        }

        List<byte[]> all(int field) {
            return fields.getOrDefault(field, List.of());
        }

        byte[] bytes(int field) {
            return all(field).isEmpty() ? new byte[0] : all(field).get(0);
        }

        String text(int field) {
            return new String(bytes(field), StandardCharsets.UTF_8);
        }
    }
}
