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
import com.github.luben.zstd.Zstd;
import io.wardlog.batch.Compression;
import io.wardlog.collector.examine.BatchExaminer;
import io.wardlog.collector.examine.ContentCheck;
import io.wardlog.collector.register.RegisteredAgent;
import io.wardlog.edge.accept.AcceptPath;
import io.wardlog.schema.SchemaRegistry;

/** P6: what the collector checks of a batch before it answers, without network and Kafka; against libraries. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@OperationsPerInvocation(Material.COUNT)
public class IngestBenchmark {
    private byte[] bytes;
    private byte[] compressed;
    private int rawLength;
    private Material material;
    private BatchExaminer examiner;
    private ContentCheck contents;
    private LibraryStack libraries;

    @Setup
    public void setUp() throws Exception {
        material = new Material();
        bytes = material.frame.encode(Compression.ZSTD);
        examiner = new BatchExaminer(new RegisteredAgent(
                AcceptPath.AGENT.tenantId(),
                AcceptPath.AGENT.hospitalId(),
                AcceptPath.AGENT.agentId(),
                material.agentKey,
                RegisteredAgent.sanUri(
                        AcceptPath.AGENT.tenantId(), AcceptPath.AGENT.hospitalId(), AcceptPath.AGENT.agentId())));
        contents = new ContentCheck(SchemaRegistry.builtIn());
        libraries = new LibraryStack();
        compressed = Zstd.compress(material.export, 3);
        rawLength = material.export.length;
    }

    @Benchmark
    public void wardlog(Blackhole sink) {
        BatchExaminer.Result result = examiner.examine(bytes);
        if (!(result instanceof BatchExaminer.Result.Sound sound)) {
            throw new IllegalStateException("not sound: " + result);
        }
        sink.consume(contents.marks(sound.batch()));
    }

    @Benchmark
    public void libraries(Blackhole sink) throws Exception {
        sink.consume(Zstd.decompress(compressed, rawLength));
        for (AcceptPath.Chained each : material.events) {
            sink.consume(libraries.check(each.event()));
        }
    }
}
