package io.wardlog.edge.forward;

import io.wardlog.batch.BatchLink;
import io.wardlog.batch.ConfirmedHead;
import io.wardlog.batch.Receipt;
import io.wardlog.edge.forward.AnswerCheck.Checked;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls to the collectors: what they say is checked, and logged when it is no help; how long to wait then doubles from call to call until a receipt
 * comes. The forwarder's thread only.
 */
final class CollectorCalls {

    private static final Logger log = LoggerFactory.getLogger(CollectorCalls.class);

    private final Uplink uplink;
    private final AnswerCheck check;
    private final Consumer<Runnable> onThread;
    private final Backoff backoff;
    private final RetryAfter retryAfter;
    private final WhoCanTell whoCanTell;

    /** What came of a call. */
    sealed interface Said<T> {
        /** What was asked for, signed by a collector. */
        record Valid<T>(T value) implements Said<T> {}

        /** The collector is there, and cannot tell custody's word. */
        record CannotTell<T>(UplinkAnswer.Unavailable answer) implements Said<T> {}

        /** Nothing: whoever called is to wait so long before the next call. */
        record Failed<T>(String reason, Duration pause) implements Said<T> {}
    }

    /** A receipt, and its bytes as they came. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Receipted(Receipt receipt, byte[] bytes) {}

    /** @param onThread runs a task on the forwarder's thread, from any */
    CollectorCalls(Forwarder.Parts parts, ForwardSetup setup, Consumer<Runnable> onThread) {
        this.uplink = parts.uplink();
        this.check = parts.check();
        this.onThread = onThread;
        this.backoff = new Backoff(setup.random());
        this.retryAfter = new RetryAfter(uplink.collectors(), parts.clock());
        this.whoCanTell = new WhoCanTell(uplink.collectors(), setup.custodyWait(), parts.clock());
    }

    /** Asks for custody's word. */
    void head(Consumer<Said<Optional<ConfirmedHead>>> then) {
        await(uplink.head(), answer -> then.accept(head(answer)));
    }

    private Said<Optional<ConfirmedHead>> head(UplinkAnswer answer) {
        if (answer instanceof UplinkAnswer.Unavailable no && no.answered()) {
            uplink.asked().ifPresent(whoCanTell::cannotTell);
            return new Said.CannotTell<>(no);
        }
        if (!(answer instanceof UplinkAnswer.Body body)) {
            return failed(answer);
        }
        if (!(check.head(body.bytes()) instanceof Checked.Valid<Optional<ConfirmedHead>> head)) {
            return notBelieved("head_not_believed", 0);
        }
        whoCanTell.told();
        return new Said.Valid<>(head.value());
    }

    /** Sends the batch. */
    void send(SealedBatch batch, Consumer<Said<Receipted>> then) {
        BatchLink link = batch.entry().batch();
        await(uplink.send(batch.outgoing()), answer -> then.accept(receipt(answer, link)));
    }

    private Said<Receipted> receipt(UplinkAnswer answer, BatchLink sent) {
        if (!(answer instanceof UplinkAnswer.Body body)) {
            return failed(answer);
        }
        if (!(check.receipt(body.bytes(), sent) instanceof Checked.Valid<Receipt> receipt)) {
            return notBelieved("receipt_not_believed", sent.batchSequence());
        }
        backoff.succeeded();
        uplink.asked().ifPresent(whoCanTell::answered);
        return new Said.Valid<>(new Receipted(receipt.value(), body.bytes()));
    }

    private void await(CompletableFuture<UplinkAnswer> call, Consumer<UplinkAnswer> then) {
        call.thenAccept(answer -> onThread.accept(() -> then.accept(answer)));
    }

    private <T> Said<T> failed(UplinkAnswer answer) {
        if (answer instanceof UplinkAnswer.Refused refused) {
            return refused(refused);
        }
        return answer instanceof UplinkAnswer.Unavailable unavailable
                ? unavailable(unavailable)
                : notBelieved("unchanged", 0); // nobody asked whether it is
    }

    private <T> Said<T> refused(UplinkAnswer.Refused refused) {
        log.atError()
                .addKeyValue("status", refused.status())
                .addKeyValue("code", refused.code())
                .addKeyValue("detail", refused.detail())
                .log("collector_refuses");
        uplink.asked().ifPresent(whoCanTell::answered);
        return new Said.Failed<>(refused.code(), backoff.next(Backoff.Range.REFUSED));
    }

    private <T> Said<T> unavailable(UplinkAnswer.Unavailable unavailable) {
        uplink.asked().ifPresent(unavailable.answered() ? whoCanTell::answered : whoCanTell::notHeard);
        return noHelp(unavailable);
    }

    /** It is called again after a while, or another is. */
    <T> Said.Failed<T> noHelp(UplinkAnswer.Unavailable unavailable) {
        log.atWarn().addKeyValue("reason", unavailable.reason()).log("uplink_unavailable");
        uplink.asked().ifPresent(collector -> retryAfter.said(collector, unavailable.retryAfter()));
        Duration own = backoff.next(Backoff.Range.UNAVAILABLE);
        Duration asked = retryAfter.untilAny();
        return new Said.Failed<>(unavailable.reason(), asked.compareTo(own) > 0 ? asked : own);
    }

    private <T> Said<T> notBelieved(String reason, long batchSequence) {
        log.atError()
                .addKeyValue("reason", reason)
                .addKeyValue("batchSequence", batchSequence)
                .log("collector_not_believed");
        uplink.asked().ifPresent(whoCanTell::notHeard);
        uplink.notBelieved();
        return new Said.Failed<>(reason, backoff.next(Backoff.Range.REFUSED));
    }

    /** Whether custody's word is to be had from nobody, as far as is known: what was not sent may go without it. */
    boolean canNobodyTell() {
        return whoCanTell.isNobody();
    }

    /** How many more collectors may fail to take a batch until each has been tried. */
    int others() {
        return uplink.collectors() - 1;
    }
}
