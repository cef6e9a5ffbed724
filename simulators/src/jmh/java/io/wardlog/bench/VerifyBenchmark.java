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
import io.wardlog.verify.ExportVerifier;
import io.wardlog.verify.VerificationReport;
import java.io.ByteArrayInputStream;

/** P8: {@code wardlog verify} on an export in memory. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@OperationsPerInvocation(Material.COUNT)
public class VerifyBenchmark {
    private Material material;

    @Setup
    public void setUp() throws Exception {
        material = new Material();
    }

    @Benchmark
    public void export(Blackhole sink) throws Exception {
        ExportVerifier verifier = new ExportVerifier("memory");
        verifier.read(new ByteArrayInputStream(material.export));
        VerificationReport report = verifier.report();
        if (!report.verdict().isAcceptable()) {
            throw new IllegalStateException("verdict " + report.verdict());
        }
        sink.consume(report);
    }
}
