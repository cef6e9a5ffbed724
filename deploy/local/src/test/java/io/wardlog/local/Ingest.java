package io.wardlog.local;

import io.wardlog.batch.BatchFrame;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A collector's ingest, as curl sees it with an agent's certificate. */
record Ingest(DemoKeys keys, int port) {

    /** The ingest of a stack's collector. */
    static Ingest of(Stack stack) {
        return new Ingest(stack.keys, stack.ports.ingest());
    }

    /** Posts a batch and has curl's output: the head of the answer and its body. */
    String post(Path identity, byte[] frame) throws Exception {
        return curl(
                identity,
                frame,
                "/v1/batches",
                "--header",
                "Content-Type: " + BatchFrame.MEDIA_TYPE,
                "--data-binary",
                "@-");
    }

    /** Asks for the signed head. */
    String head(Path identity) throws Exception {
        return curl(identity, new byte[0], "/v1/head");
    }

    private String curl(Path identity, byte[] input, String path, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("curl", "--silent", "--show-error", "--include", "--http2"));
        command.addAll(List.of("--cacert", keys.ca().toString()));
        command.addAll(List.of("--cert", identity.resolve("tls.pem").toString()));
        command.addAll(List.of("--key", identity.resolve("tls.key").toString()));
        command.addAll(List.of(options));
        command.add("https://" + DemoAddresses.HOST + ":" + port + path);
        return Tools.run(input, command);
    }
}
