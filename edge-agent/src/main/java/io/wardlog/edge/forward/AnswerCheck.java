package io.wardlog.edge.forward;

import io.wardlog.batch.BatchLink;
import io.wardlog.batch.ConfirmedHead;
import io.wardlog.batch.Receipt;
import io.wardlog.batch.SignedAnswer;
import io.wardlog.batch.SignedHead;
import io.wardlog.edge.state.AgentIdentity;
import io.wardlog.keys.KeyRing;
import java.util.Optional;

/** Believes the collector only what it signed, for this agent, about the very batch that was sent. Pure, thread-safe. */
public final class AnswerCheck {

    private final AgentIdentity agent;
    private final KeyRing collectors;

    /** @param collectors the receipt keys that are trusted */
    public AnswerCheck(AgentIdentity agent, KeyRing collectors) {
        this.agent = agent;
        this.collectors = collectors;
    }

    /** A checked answer: the value, or why there is none. */
    public sealed interface Checked<T> {
        /** Signed by the collector, about this agent. */
        record Valid<T>(T value) implements Checked<T> {}

        /** Not to be believed. */
        record Wrong<T>(String why) implements Checked<T> {}
    }

    /** Checks the receipt for {@code sent}. */
    public Checked<Receipt> receipt(byte[] bytes, BatchLink sent) {
        if (!(SignedAnswer.decode(SignedAnswer.Kind.RECEIPT, bytes) instanceof SignedAnswer.Reading.Value decoded)) {
            return new Checked.Wrong<>("is no receipt");
        }
        if (!(Receipt.read(decoded.answer().body()) instanceof Receipt.Reading.Value read)) {
            return new Checked.Wrong<>("has a malformed body");
        }
        Receipt receipt = read.receipt();
        if (!decoded.answer().isSignedBy(receipt.issuer(), collectors)) {
            return new Checked.Wrong<>("is not signed by a trusted collector key");
        }
        if (!isOurs(receipt.tenantId(), receipt.agentId()) || !receipt.batch().equals(sent)) {
            return new Checked.Wrong<>("is for another batch");
        }
        return new Checked.Valid<>(receipt);
    }

    /** Checks the answer to {@code GET /v1/head}; what custody confirmed. */
    public Checked<Optional<ConfirmedHead>> head(byte[] bytes) {
        Checked<SignedHead> checked = signedHead(bytes);
        return checked instanceof Checked.Valid<SignedHead> valid
                ? new Checked.Valid<>(valid.value().confirmed())
                : new Checked.Wrong<>(((Checked.Wrong<SignedHead>) checked).why());
    }

    /** The same; all that the collector said. */
    public Checked<SignedHead> signedHead(byte[] bytes) {
        if (!(SignedAnswer.decode(SignedAnswer.Kind.HEAD, bytes) instanceof SignedAnswer.Reading.Value decoded)) {
            return new Checked.Wrong<>("is no head");
        }
        if (!(SignedHead.read(decoded.answer().body()) instanceof SignedHead.Reading.Value read)) {
            return new Checked.Wrong<>("has a malformed body");
        }
        SignedHead head = read.head();
        if (!decoded.answer().isSignedBy(head.issuer(), collectors)) {
            return new Checked.Wrong<>("is not signed by a trusted collector key");
        }
        return isOurs(head.tenantId(), head.agentId())
                ? new Checked.Valid<>(head)
                : new Checked.Wrong<>("is for another agent");
    }

    private boolean isOurs(String tenantId, String agentId) {
        return tenantId.equals(agent.tenantId()) && agentId.equals(agent.agentId());
    }
}
