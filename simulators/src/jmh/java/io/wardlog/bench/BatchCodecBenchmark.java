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
import io.wardlog.batch.BatchFrame;
import io.wardlog.batch.Compression;

/** A batch to bytes and back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@OperationsPerInvocation(Material.COUNT)
public class BatchCodecBenchmark {
    private Material material;
    private byte[] bytes;

    @Setup
    public void setUp() throws Exception {
        material = new Material();
        bytes = material.frame.encode(Compression.ZSTD);
    }

    @Benchmark
    public void encode(Blackhole sink) {
        sink.consume(material.frame.encode(Compression.ZSTD));
    }

    @Benchmark
    public void decode(Blackhole sink) {
        sink.consume(BatchFrame.decode(bytes));
    }
}
