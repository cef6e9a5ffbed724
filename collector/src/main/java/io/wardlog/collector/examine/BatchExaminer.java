package io.wardlog.collector.examine;

import io.wardlog.batch.AgentEpoch;
import io.wardlog.batch.BatchCheck;
import io.wardlog.batch.BatchFrame;
import io.wardlog.collector.register.RegisteredAgent;
import io.wardlog.error.ErrorCode;
import io.wardlog.keys.KeyRing;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Examines frames of one agent. Immutable, thread-safe. */
public final class BatchExaminer {
    private final RegisteredAgent agent;
    private final BatchCheck check;

    /** Trusts this agent's keys alone, also its former ones, so that no other registered agent can speak in its name. */
    public BatchExaminer(RegisteredAgent agent) {
        this.agent = agent;
        this.check = new BatchCheck(new KeyRing(agent.keys()));
    }

    /** What {@link #examine} found. */
    public sealed interface Result {
        /** The batch holds together. */
        record Sound(ExaminedBatch batch) implements Result {}

        /** The batch is refused as a whole; {@code detail} quotes no value of an event. */
        record Refused(ErrorCode code, String detail) implements Result {}
    }

    /** Examines a frame's bytes. Never throws for its input. */
    public Result examine(byte[] frame) {
        BatchFrame.Reading reading = BatchFrame.decode(frame);
        if (reading instanceof BatchFrame.Reading.Refused refused) {
            return new Result.Refused(refused.code(), refused.detail());
        }
        BatchFrame decoded = ((BatchFrame.Reading.Value) reading).frame();
        BatchCheck.Result checked = check.check(decoded);
        if (checked instanceof BatchCheck.Result.Refused refused) {
            return new Result.Refused(refused.code(), refused.detail());
        }
        BatchCheck.Result.Sound sound = (BatchCheck.Result.Sound) checked;
        AgentEpoch claimed = sound.header().agent();
        if (!claimed.tenantId().equals(agent.tenantId())
                || !claimed.hospitalId().equals(agent.hospitalId())
                || !claimed.agentId().equals(agent.agentId())) {
            return new Result.Refused(
                    ErrorCode.IDENTITY_MISMATCH, "the header's tenant, hospital or agent is not the registered one");
        }
        return new Result.Sound(new ExaminedBatch(decoded, sound.header(), sound.batchHash(), events(decoded, sound)));
    }

    private static List<ExaminedEvent> events(BatchFrame frame, BatchCheck.Result.Sound sound) {
        return IntStream.range(0, sound.events().size())
                .mapToObj(index -> new ExaminedEvent(
                        index,
                        sound.events().get(index),
                        sound.hashes().get(index),
                        frame.items().get(index).sealed()))
                .collect(ArrayList::new, ArrayList::add, ArrayList::addAll);
    }
}
