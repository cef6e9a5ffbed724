package io.wardlog.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;
import io.wardlog.edge.accept.AcceptPath;
import io.wardlog.edge.accept.Arrival;
import io.wardlog.hash.Sha256;

/** P1: from a message's bytes to a checked, canonical, chained event; against libraries, and against one SHA-256 of the record. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@OperationsPerInvocation(Material.COUNT)
public class AcceptBenchmark {
    private Material material;
    private AcceptPath path;
    private LibraryStack libraries;

    @Setup
    public void setUp() throws Exception {
        material = new Material();
        path = new AcceptPath();
        libraries = new LibraryStack();
    }

    @Benchmark
    public void wardlog(Blackhole sink) {
        for (Arrival arrival : material.arrivals) {
            sink.consume(path.accept(arrival));
        }
    }

    /** The way of a message that the schema-bound reader does not accept. */
    @Benchmark
    public void wardlogByTree(Blackhole sink) {
        for (Arrival arrival : material.arrivals) {
            sink.consume(path.acceptByTree(arrival));
        }
    }

    @Benchmark
    public void libraries(Blackhole sink) throws Exception {
        for (Arrival arrival : material.arrivals) {
            sink.consume(libraries.accept(arrival.body(), arrival.device().type().wireName()));
        }
    }

    @Benchmark
    public void oneSha256(Blackhole sink) {
        for (AcceptPath.Chained each : material.events) {
            sink.consume(Sha256.of(each.event()));
        }
    }
}
