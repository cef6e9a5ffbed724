package io.wardlog.collector.ingest;

import io.wardlog.batch.QuarantineMark;
import io.wardlog.collector.examine.BatchExaminer;
import io.wardlog.collector.examine.ContentCheck;
import io.wardlog.collector.examine.ExaminedBatch;
import io.wardlog.collector.register.RegisteredAgent;
import io.wardlog.error.Problem;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Decides about a frame: examine, check the content, sign the receipt. Stateless but for what is made once an agent. Thread-safe. */
public final class AdmissionDesk {
    private final ContentCheck content;
    private final AnswerSigner signer;
    private final Map<String, BatchExaminer> examiners = new ConcurrentHashMap<>();

    /** Checks events with {@code content} and signs with {@code signer}. */
    public AdmissionDesk(ContentCheck content, AnswerSigner signer) {
        this.content = content;
        this.signer = signer;
    }

    /** Decides about a frame that came from this agent. Takes milliseconds: never called on an event loop. */
    public Admission admit(RegisteredAgent agent, byte[] frame) {
        BatchExaminer.Result result = examiners
                .computeIfAbsent(agent.key(), key -> new BatchExaminer(agent))
                .examine(frame);
        if (result instanceof BatchExaminer.Result.Refused refused) {
            return new Admission.Refused(new Problem(refused.code(), refused.detail()));
        }
        ExaminedBatch batch = ((BatchExaminer.Result.Sound) result).batch();
        List<QuarantineMark> marks = content.marks(batch);
        byte[] receipt = signer.receipt(agent, batch.header().link(), marks);
        return new Admission.Admitted(
                new AdmittedBatch(agent.key(), frame, receipt, batch.events().size(), marks.size()));
    }
}
