package io.wardlog.collector.ingest;

import io.wardlog.batch.QuarantineMark;
import io.wardlog.collector.examine.BatchExaminer;
import io.wardlog.collector.examine.ContentCheck;
import io.wardlog.collector.examine.ExaminedBatch;
import io.wardlog.collector.register.RegisteredAgent;
import io.wardlog.error.ErrorCode;
import io.wardlog.error.Problem;
import io.wardlog.keys.KeyId;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Decides about a frame: examine, check the content, sign the receipt. Stateless, thread-safe. */
public final class AdmissionDesk {
    private final ContentCheck content;
    private final AnswerSigner signer;
    private final InstantSource clock;

    /** Checks events with {@code content} and signs with {@code signer}. */
    public AdmissionDesk(ContentCheck content, AnswerSigner signer, InstantSource clock) {
        this.content = content;
        this.signer = signer;
        this.clock = clock;
    }

    /** Decides about a frame that came from this agent. Takes milliseconds: never called on an event loop. */
    public Admission admit(RegisteredAgent agent, byte[] frame) {
        BatchExaminer.Result result = new BatchExaminer(agent).examine(frame);
        if (result instanceof BatchExaminer.Result.Refused refused) {
            return new Admission.Refused(new Problem(refused.code(), refused.detail()));
        }
        ExaminedBatch batch = ((BatchExaminer.Result.Sound) result).batch();
        Optional<Problem> refusal = refusalOf(agent, batch.header().keyId());
        if (refusal.isPresent()) {
            return new Admission.Refused(refusal.get());
        }
        List<QuarantineMark> marks = content.marks(batch);
        byte[] receipt = signer.receipt(agent, batch.header().link(), marks);
        return new Admission.Admitted(
                new AdmittedBatch(agent.key(), frame, receipt, batch.events().size(), marks.size()));
    }

    /** Why a batch of this agent that is signed with this key is refused now, whatever is in it; empty when the key is no reason to. */
    public Optional<Problem> refusalOf(RegisteredAgent agent, KeyId key) {
        if (agent.maySignWith(key, clock.instant())) {
            return Optional.empty();
        }
        boolean isFormer = agent.keys().stream().anyMatch(known -> known.keyId().equals(key));
        return Optional.of(
                isFormer
                        ? new Problem(ErrorCode.KEY_EXPIRED, "it is signed with a former key, whose time is over")
                        : new Problem(
                                ErrorCode.SIGNATURE_INVALID, "the register does not have this agent's signing key"));
    }
}
