package io.wardlog.simulator.collector;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code wardlog simulate collector}. Runs until it is stopped; exit code 2 for a wrong command line, 3 for a fault. */
@Command(
        name = "collector",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "A collector that gives a receipt for every batch of one agent, checks nothing and keeps nothing: for measuring agents.",
            "What an agent sends there is gone. It prints the port, and when it is stopped what came, a line of JSON each."
        })
public final class CollectorCommand implements Callable<Integer> {
    private static final long STOP_SECONDS = 20;

    @Spec
    private CommandSpec spec;

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "Where it listens (${DEFAULT-VALUE})")
    private String host;

    @Option(names = "--port", defaultValue = "8443", description = "0 for any free one (${DEFAULT-VALUE})")
    private int port;

    @Option(
            names = "--identity",
            required = true,
            paramLabel = "DIR",
            description = "A collector's tls.pem, tls.key, receipt.key and receipt.pub.pem, as wardlog pki makes them")
    private Path identity;

    @Option(names = "--client-ca", required = true, paramLabel = "FILE", description = "Who vouches for agents, PEM")
    private Path clientCa;

    @Option(names = "--tenant", required = true, description = "The agent's tenant")
    private String tenantId;

    @Option(names = "--agent", required = true, description = "The agent's id")
    private String agentId;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        CountDownLatch stopping = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stopping, ended), "stop"));
        try (ReceiptGiver giver =
                new ReceiptGiver(new ReceiptGiver.Setting(host, port, identity, clientCa, tenantId, agentId))) {
            out.println(JsonNodeFactory.instance.objectNode().put("port", giver.listen()));
            out.flush();
            stopping.await();
            ReceiptGiver.Counts came = giver.counts();
            out.println(JsonNodeFactory.instance
                    .objectNode()
                    .put("batches", came.batches())
                    .put("events", came.events())
                    .put("bytes", came.bytes()));
            out.flush();
            return 0;
        } finally {
            ended.countDown();
        }
    }

    private static void stop(CountDownLatch stopping, CountDownLatch ended) {
        stopping.countDown();
        try {
            if (!ended.await(STOP_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("simulator.stop_timeout");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
