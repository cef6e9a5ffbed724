package io.wardlog.edge.doctor;

import io.wardlog.batch.SignedHead;
import io.wardlog.config.HostPort;
import io.wardlog.edge.forward.AnswerCheck;
import io.wardlog.edge.forward.ClockOffset;
import io.wardlog.edge.forward.CollectorConfig;
import io.wardlog.edge.forward.UplinkAnswer;
import io.wardlog.edge.writer.AgentClock;
import io.wardlog.error.ErrorCode;
import io.wardlog.keys.KeyId;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Checks {@code collector_answer}: whether the collector accepts this agent's certificate and what its key signs, and signs what it says with a
 * key that is trusted, and {@code clock}: how far the clock is from its.
 *
 * @param config with this collector alone
 * @param question asks the collector for the head, with the id of a signing key; that changes nothing
 * @param signingKey the agent's
 */
public record CollectorAnswer(
        CollectorConfig config,
        Function<KeyId, CompletableFuture<UplinkAnswer>> question,
        KeyId signingKey,
        AnswerCheck answers,
        AgentClock clock)
        implements Check {

    private static final String REFUSES_A_KEY = ErrorCode.SIGNATURE_INVALID.code();
    private static final KeyId NOBODYS = KeyId.fromHex("0".repeat(64));

    private HostPort collector() {
        return config.collectors().get(0);
    }

    @Override
    public void look(Consumer<Diagnosis> say) throws InterruptedException {
        UplinkAnswer answer = head(signingKey);
        if (answer instanceof UplinkAnswer.Refused refused) {
            say.accept(Diagnosis.failed(
                    "collector_answer",
                    collector() + " refuses this agent: " + refused.status() + " " + refused.code() + ": "
                            + refused.detail(),
                    "put the agent with its certificate's name and its signing key into the collector's register"));
        } else if (answer instanceof UplinkAnswer.Unavailable silent) {
            say.accept(Diagnosis.failed(
                    "collector_answer",
                    collector() + " does not answer: " + silent.reason(),
                    "look at the collector's log; when this is a TLS alert, it does not accept this agent's certificate: is that from the CA that"
                            + " the collector trusts?"));
        } else if (answer instanceof UplinkAnswer.Body body) {
            signed(body.bytes(), say);
        } else {
            say.accept(Diagnosis.failed(
                    "collector_answer",
                    collector() + " answers that nothing changed, which nobody asked",
                    "find out who answers there: it is no collector"));
        }
    }

    private UplinkAnswer head(KeyId key) throws InterruptedException {
        Duration limit = config.answerTimeout().plus(config.connectTimeout());
        try {
            return question.apply(key).get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException hung) {
            return UplinkAnswer.Unavailable.noAnswer(
                    String.valueOf(CollectorCheck.root(hung).getMessage()));
        }
    }

    private void signed(byte[] bytes, Consumer<Diagnosis> say) throws InterruptedException {
        if (!(answers.signedHead(bytes) instanceof AnswerCheck.Checked.Valid<SignedHead> first)) {
            say.accept(Diagnosis.failed(
                    "collector_answer",
                    "the answer of " + collector() + " "
                            + ((AnswerCheck.Checked.Wrong<SignedHead>) answers.signedHead(bytes)).why(),
                    "collector.receiptPublicKeys must hold the public receipt key of this collector"));
            return;
        }
        say.accept(accepted(first.value()));
        clock(say);
    }

    /**
     * That it answers says nothing of the signing key yet: an older collector does not look at it. One that does refuses a key that nobody has, and says that
     * it is for the key: any other refusal may come from something on the way that dislikes the question.
     */
    private Diagnosis accepted(SignedHead head) throws InterruptedException {
        String signed = "; its answer is signed by " + head.issuer().collectorId()
                + head.confirmed()
                        .map(said -> ", custody says " + said.status().wireName() + " up to batch "
                                + said.batch().batchSequence())
                        .orElse(", custody knows no batch of this agent yet");
        UplinkAnswer toNobody = head(NOBODYS);
        if (toNobody instanceof UplinkAnswer.Refused refused && refused.code().equals(REFUSES_A_KEY)) {
            return Diagnosis.ok(
                    "collector_answer", collector() + " accepts this agent's certificate and signing key" + signed);
        }
        return Diagnosis.warning(
                "collector_answer",
                collector() + " accepts this agent's certificate" + signed + "; signing key not asked: "
                        + notAsked(toNobody),
                "see that the collector's register has this agent's signing key: a batch signed with another one is refused");
    }

    private static String notAsked(UplinkAnswer toNobody) {
        if (toNobody instanceof UplinkAnswer.Unavailable silent) {
            return silent.reason();
        }
        return toNobody instanceof UplinkAnswer.Refused refused
                ? "a key that nobody has is refused, and not for the key: " + refused.status() + " " + refused.code()
                        + ": " + refused.detail()
                : "the collector is older than this agent and does not look at it";
    }

    /** Asks once more: the connection is open now, so that the answer is quick and the offset exact. */
    private void clock(Consumer<Diagnosis> say) throws InterruptedException {
        Instant asked = clock.now();
        UplinkAnswer answer = head(signingKey);
        Instant answered = clock.now();
        if (answer instanceof UplinkAnswer.Body body
                && answers.signedHead(body.bytes()) instanceof AnswerCheck.Checked.Valid<SignedHead> head) {
            ClockOffset.of(head.value().issuedAt(), asked, answered)
                    .ifPresent(offset -> say.accept(ClockCheck.against(collector(), offset)));
        }
    }
}
