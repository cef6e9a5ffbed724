package io.wardlog.edge.forward;

import io.wardlog.batch.ConfirmedHead;
import io.wardlog.batch.Receipt;
import io.wardlog.edge.forward.CollectorCalls.Said;
import io.wardlog.edge.journal.Journal;
import io.wardlog.edge.writer.AgentClock;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the journal to the collector. {@link #work} is called again and again by one thread, which owns everything here;
 * what happens elsewhere comes in through {@link #inbox}. A batch is sealed at the latest 10 seconds after the one before,
 * and when there are events and nothing is under way a tenth of a second after it; one batch is in flight.
 */
public final class Forwarder {

    /** What it does now. */
    public enum State {
        /** Asks the collector what it has confirmed. */
        CONNECTING,
        /** Sends the next batch as soon as there is one. */
        SENDING,
        /** A batch, or a question for news of custody, is on its way. */
        AWAITING_ANSWER,
        /** Something failed; waits before it connects anew. */
        BACKING_OFF
    }

    private static final Logger log = LoggerFactory.getLogger(Forwarder.class);

    private final Parts parts;
    private final SendQueue queue;
    private final CollectorCalls calls;
    private final ProgressCounter progress;
    private final EpochChange epochs;
    private final SealSchedule schedule;
    private final BatchSource batches;
    private final Receipts receipts;
    private final Resumption resumption;
    private final CustodyWord word;
    private final ConcurrentLinkedQueue<Runnable> inbox = new ConcurrentLinkedQueue<>();
    private final Runnable wake;
    /** It has events and waits for the pause's end: more of them change nothing before. */
    private volatile boolean pausing;

    private State state = State.CONNECTING;
    private boolean asking;
    /** A receipt came since the last call that failed. */
    private boolean connected;
    /** How many may fail to take a batch before they are asked for it again. */
    private int mayFail;

    private long notBeforeNanos;
    private SealedBatch inFlight;

    /** What the forwarder works with. */
    public record Parts(Journal journal, Uplink uplink, Ledger ledger, AnswerCheck check, AgentClock clock) {}

    /** @param wake called from any thread when {@link #work} has something to do earlier than it said */
    public Forwarder(Parts parts, ForwardSetup setup, Runnable wake) {
        this.parts = parts;
        this.wake = wake;
        this.queue = new SendQueue(setup.start(), setup.retention().keptFrom());
        this.calls = new CollectorCalls(parts, setup, this::onThread);
        this.progress = new ProgressCounter(parts.clock());
        this.epochs = new EpochChange(parts.ledger(), parts.clock(), this::onThread);
        this.schedule = new SealSchedule(parts, setup, new SealSchedule.Surroundings(progress, epochs, this::onThread));
        this.batches = new BatchSource(new Frames(parts.journal()), queue, schedule, epochs);
        this.receipts = new Receipts(parts, setup.retention(), queue, progress);
        this.resumption = new Resumption(parts, setup.retention(), queue, schedule, epochs);
        this.word = new CustodyWord(queue, parts.clock(), setup.random());
    }

    /** Runs the task on the forwarder's thread. */
    private void onThread(Runnable task) {
        inbox.add(task);
        wake.run();
    }

    /** More of the journal is durable. From any thread. */
    public void moreIsDurable() {
        if (!pausing) {
            wake.run();
        }
    }

    /**
     * Does what can be done now.
     *
     * @return how long nothing is to be done unless {@code wake} is called
     * @throws IOException when the journal cannot be read; fatal
     */
    public Duration work() throws IOException {
        for (Runnable task = inbox.poll(); task != null; task = inbox.poll()) {
            task.run();
        }
        epochs.work();
        schedule.work(state == State.SENDING && queue.isEmpty(), queue::add);
        Duration wait = step();
        progress.publish(state, queue);
        pausing = schedule.isPausing();
        return wait.compareTo(schedule.untilDue()) < 0 ? wait : schedule.untilDue();
    }

    private Duration step() throws IOException {
        switch (state) {
            case CONNECTING:
                connect();
                return SealSchedule.INTERVAL;
            case SENDING:
                send();
                return SealSchedule.INTERVAL;
            case BACKING_OFF:
                return backOff();
            default:
                return SealSchedule.INTERVAL;
        }
    }

    private void connect() {
        if (!asking) {
            asking = true;
            progress.asking();
            calls.head(said -> {
                asking = false;
                // A first batch that waits for the word is not to go without it: it is asked for again soon
                if (said instanceof Said.CannotTell<Optional<ConfirmedHead>> no
                        && calls.canNobodyTell()
                        && !schedule.awaitsLink()) {
                    connectWithoutWord(no.answer());
                } else {
                    heard(said, this::headCame);
                }
            });
        }
    }

    /** None may be able to for hours, and may take batches all the same: they get what was not sent. */
    private void connectWithoutWord(UplinkAnswer.Unavailable no) {
        log.atWarn()
                .addKeyValue("reason", no.reason())
                .addKeyValue("unconfirmedBatches", queue.unconfirmed())
                .log("custody_not_known");
        word.owe();
        goOnWithoutWord(no);
    }

    private void goOnWithoutWord(UplinkAnswer.Unavailable no) {
        mayFail = calls.others();
        word.notTold(no);
        goOn();
    }

    /** Asks while everything goes well: a collector that cannot tell stops nothing. */
    private void ask(Consumer<Optional<ConfirmedHead>> then) {
        state = State.AWAITING_ANSWER;
        calls.head(said -> {
            if (said instanceof Said.CannotTell<Optional<ConfirmedHead>> no) {
                log.atWarn().addKeyValue("reason", no.answer().reason()).log("uplink_unavailable");
                goOnWithoutWord(no.answer());
            } else {
                heard(said, then);
            }
        });
    }

    private <T> void heard(Said<T> said, Consumer<T> then) {
        if (said instanceof Said.Valid<T> valid) {
            then.accept(valid.value());
        } else if (said instanceof Said.CannotTell<T> no) {
            failed(calls.noHelp(no.answer()));
        } else {
            failed((Said.Failed<T>) said);
        }
    }

    private void headCame(Optional<ConfirmedHead> head) {
        mayFail = 0;
        progress.answered();
        word.connected();
        schedule.hear(head.map(ConfirmedHead::batch));
        queue.rewind();
        goOnFrom(head);
        goOn();
        log.atInfo().addKeyValue("unconfirmedBatches", queue.unconfirmed()).log("uplink_answers");
    }

    private void goOnFrom(Optional<ConfirmedHead> head) {
        if (head.filter(receipts::takeHead).isPresent()) {
            resumption.goesOn();
            return;
        }
        try {
            resumption.goBackTo(head);
        } catch (IOException e) {
            throw new JournalUnreadableException(e);
        }
    }

    private void send() throws IOException {
        if (resumption.isDoubtDue() && word.mayBeAsked()) {
            ask(this::doubtfulHeadCame);
            return;
        }
        if (word.isOwed()) {
            ask(this::headCame);
            return;
        }
        Optional<SealedBatch> next = batches.next();
        if (next.isPresent()) {
            inFlight = next.get();
            state = State.AWAITING_ANSWER;
            progress.asking();
            calls.send(inFlight, said -> heard(said, this::receiptCame));
        } else if (word.isAwaited()) {
            ask(this::headCame);
        } else if (word.isMissed()) {
            ask(this::newsCame);
        }
    }

    private void doubtfulHeadCame(Optional<ConfirmedHead> head) {
        if (resumption.isDoubtConfirmed(head.map(ConfirmedHead::batch))) {
            newsCame(head);
        } else {
            headCame(head);
        }
    }

    private void newsCame(Optional<ConfirmedHead> head) {
        // One that is none of the waiting batches is a matter of the next connection, which sends from there
        head.ifPresent(receipts::takeHead);
        word.hear(head);
        goOn();
    }

    private void goOn() {
        state = State.SENDING;
    }

    private void receiptCame(CollectorCalls.Receipted came) {
        Receipt receipt = came.receipt();
        connected(receipt.issuer().collectorId());
        progress.receipted(receipt.receivedAt());
        if (queue.receipted()) {
            progress.delivered(inFlight.frame().length, inFlight.count());
        }
        receipts.take(receipt.batch(), came.bytes(), receipt);
        word.hearFromReceipt(receipt.confirmed());
        inFlight = null;
        goOn();
    }

    private void connected(String collectorId) {
        if (!connected) {
            log.atInfo().addKeyValue("collectorId", collectorId).log("uplink_connected");
        }
        connected = true;
    }

    private void failed(Said.Failed<?> failure) {
        inFlight = null;
        connected = false;
        state = State.BACKING_OFF;
        notBeforeNanos = parts.clock().nanoTime() + failure.pause().toNanos();
        progress.failed(failure.reason());
    }

    private Duration backOff() {
        long left = notBeforeNanos - parts.clock().nanoTime();
        if (left > 0) {
            return Duration.ofNanos(left);
        }
        state = mayFail > 0 ? State.SENDING : State.CONNECTING;
        mayFail = Math.max(0, mayFail - 1);
        return Duration.ZERO;
    }

    /** Seals what waits, at once; for a stop. The callback runs when that is journaled, or cannot be. */
    public void sealNow(Runnable done) {
        onThread(() -> schedule.sealNow(done));
    }

    /** How far it is. Any thread. */
    public ForwardProgress progress() {
        return progress.latest();
    }

    /** Lets go of the journal's reader. On the forwarder's thread, or after it ended. */
    public void close() throws IOException {
        schedule.close();
    }
}
