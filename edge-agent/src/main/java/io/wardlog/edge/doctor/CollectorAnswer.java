package io.wardlog.edge.doctor;

import io.wardlog.batch.SignedHead;
import io.wardlog.config.HostPort;
import io.wardlog.edge.forward.AnswerCheck;
import io.wardlog.edge.forward.ClockOffset;
import io.wardlog.edge.forward.CollectorConfig;
import io.wardlog.edge.forward.UplinkAnswer;
import io.wardlog.edge.writer.AgentClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Checks {@code collector_answer}: whether the collector accepts this agent's certificate and what its key signs, and signs what it says with a
 * key that is trusted, and {@code clock}: how far the clock is from its.
 *
 * @param question asks this collector for the head, with the agent's signing key; that changes nothing
 */
public record CollectorAnswer(
        HostPort collector,
        CollectorConfig config,
        Supplier<CompletableFuture<UplinkAnswer>> question,
        AnswerCheck answers,
        AgentClock clock)
        implements Check {

    @Override
    public void look(Consumer<Diagnosis> say) throws InterruptedException {
        UplinkAnswer answer = head();
        if (answer instanceof UplinkAnswer.Refused refused) {
            say.accept(Diagnosis.failed(
                    "collector_answer",
                    collector + " refuses this agent: " + refused.status() + " " + refused.code() + ": "
                            + refused.detail(),
                    "put the agent with its certificate's name and its signing key into the collector's register"));
        } else if (answer instanceof UplinkAnswer.Unavailable silent) {
            say.accept(Diagnosis.failed(
                    "collector_answer",
                    collector + " does not answer: " + silent.reason(),
                    "look at the collector's log; when this is a TLS alert, it does not accept this agent's certificate: is that from the CA that"
                            + " the collector trusts?"));
        } else if (answer instanceof UplinkAnswer.Body body) {
            signed(body.bytes(), say);
        } else {
            say.accept(Diagnosis.failed(
                    "collector_answer",
                    collector + " answers that nothing changed, which nobody asked",
                    "find out who answers there: it is no collector"));
        }
    }

    private UplinkAnswer head() throws InterruptedException {
        Duration limit = config.answerTimeout().plus(config.connectTimeout());
        try {
            return question.get().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException hung) {
            return UplinkAnswer.Unavailable.noAnswer(
                    String.valueOf(CollectorCheck.root(hung).getMessage()));
        }
    }

    private void signed(byte[] bytes, Consumer<Diagnosis> say) throws InterruptedException {
        if (!(answers.signedHead(bytes) instanceof AnswerCheck.Checked.Valid<SignedHead> first)) {
            say.accept(Diagnosis.failed(
                    "collector_answer",
                    "the answer of " + collector + " "
                            + ((AnswerCheck.Checked.Wrong<SignedHead>) answers.signedHead(bytes)).why(),
                    "collector.receiptPublicKeys must hold the public receipt key of this collector"));
            return;
        }
        say.accept(Diagnosis.ok(
                "collector_answer",
                collector + " accepts this agent's certificate and signing key; its answer is signed by "
                        + first.value().issuer().collectorId()
                        + first.value()
                                .confirmed()
                                .map(head -> ", custody says " + head.status().wireName() + " up to batch "
                                        + head.batch().batchSequence())
                                .orElse(", custody knows no batch of this agent yet")));
        clock(say);
    }

    /** Asks once more: the connection is open now, so that the answer is quick and the offset exact. */
    private void clock(Consumer<Diagnosis> say) throws InterruptedException {
        Instant asked = clock.now();
        UplinkAnswer answer = head();
        Instant answered = clock.now();
        if (answer instanceof UplinkAnswer.Body body
                && answers.signedHead(body.bytes()) instanceof AnswerCheck.Checked.Valid<SignedHead> head) {
            ClockOffset.of(head.value().issuedAt(), asked, answered)
                    .ifPresent(offset -> say.accept(ClockCheck.against(collector, offset)));
        }
    }
}
