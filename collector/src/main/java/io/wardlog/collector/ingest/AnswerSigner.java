package io.wardlog.collector.ingest;

import io.wardlog.batch.BatchLink;
import io.wardlog.batch.ConfirmedHead;
import io.wardlog.batch.QuarantineMark;
import io.wardlog.batch.Receipt;
import io.wardlog.batch.SignedAnswer;
import io.wardlog.batch.SignedHead;
import io.wardlog.collector.register.RegisteredAgent;
import io.wardlog.event.EventTimes;
import io.wardlog.keys.Signer;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Signs what the collector says to agents: receipts and heads. Thread-safe. */
public final class AnswerSigner {
    private final Receipt.Issuer issuer;
    private final Signer signer;
    private final Confirmations confirmations;
    private final InstantSource clock;

    /** Signs as {@code collectorId}. */
    public AnswerSigner(String collectorId, Signer signer, Confirmations confirmations, InstantSource clock) {
        this.issuer = new Receipt.Issuer(signer.algorithm().alg(), signer.keyId(), collectorId);
        this.signer = signer;
        this.confirmations = confirmations;
        this.clock = clock;
    }

    /** The framed receipt of a batch, with custody's latest word about the agent as far as that is known. */
    public byte[] receipt(RegisteredAgent agent, BatchLink batch, List<QuarantineMark> marks) {
        Optional<ConfirmedHead> confirmed = confirmations.areKnown() ? confirmations.of(agent.key()) : Optional.empty();
        Receipt receipt = new Receipt(issuer, agent.tenantId(), agent.agentId(), batch, now(), marks, confirmed);
        return SignedAnswer.sign(receipt, signer).encode();
    }

    /**
     * The framed answer to {@code GET /v1/head}; nothing as long as custody's word is not known: an agent that is told that it has no
     * confirmed head sends everything again that it keeps.
     */
    public Optional<byte[]> head(RegisteredAgent agent) {
        if (!confirmations.areKnown()) {
            return Optional.empty();
        }
        SignedHead head =
                new SignedHead(issuer, agent.tenantId(), agent.agentId(), now(), confirmations.of(agent.key()));
        return Optional.of(SignedAnswer.sign(head, signer).encode());
    }

    private String now() {
        return EventTimes.micros(clock.instant());
    }
}
