package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

/**
 * A device that numbers its messages from 1, sends the next while fewer than so many wait for an answer, and sends again, in their order and as
 * the same bytes, those that do, when it is connected anew. One thread at a time drives it.
 */
abstract class CampaignDevice {

    private static final int PATIENCE_MILLIS = 180_000;

    final String id;
    private final int window;
    private final Deque<Sent> underWay = new ArrayDeque<>();
    private final Queue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
    private int last;
    private int answered;

    /** A message that waits for an answer. */
    static final class Sent {
        final int number;
        final String eventId = Application.newId();
        private final String eventTime = Instant.now().toString();
        /** The first of two answers of QoS 2 came. */
        boolean isReceived;

        Sent(int number) {
            this.number = number;
        }

        /** The message, without its beginning; {@link CampaignOracle} finds it by its number. */
        String members(boolean withId) {
            return (withId ? "\"eventId\":\"" + eventId + "\"," : "") + "\"eventTime\":\"" + eventTime
                    + "\",\"correlationId\":\"" + number + "\",\"payload\":{\"status\":\"ok\"}}";
        }
    }

    /**
     * What the agent has said.
     *
     * @param sequenceNumber its number in the chain, 0 when the protocol does not say it
     */
    record Acknowledged(int number, long sequenceNumber) {}

    /** @param window how many messages may wait for their answers */
    CampaignDevice(String id, int window) {
        this.id = id;
        this.window = window;
    }

    /** A connection to the agent. */
    Socket open(int port) throws IOException {
        return new Socket("127.0.0.1", port);
    }

    /** Signs in. */
    abstract void connect(Socket socket) throws IOException;

    abstract void send(Sent message, boolean again) throws IOException;

    /** Hears one answer and goes on with what it is about; throws when the connection is over. */
    abstract void hear() throws IOException;

    /** The way in at which it connects. */
    abstract String way();

    /** Sends and hears until the load is over and everything is answered, or the connection ends. */
    final void drive(AgentProcess agent, CampaignLoad load) {
        drive(agent.port(way()), load);
    }

    final void drive(int port, CampaignLoad load) {
        try (Socket socket = open(port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            connect(socket);
            for (Sent message : underWay) {
                send(message, true);
            }
            Semaphore part = load.part();
            while (load.goesOn() || !underWay.isEmpty()) {
                sendNew(load, part);
                if (!underWay.isEmpty()) {
                    int before = answered;
                    hear();
                    load.answered(answered - before);
                }
            }
        } catch (SocketTimeoutException silent) {
            throw new AssertionError(this + " was not answered", silent);
        } catch (IOException over) {
            assertThat(over)
                    .as("the agent was killed, and it goes on at the next")
                    .isNotNull();
        }
    }

    /** Waits until it may, when it has nothing to hear. */
    private void sendNew(CampaignLoad load, Semaphore part) throws IOException {
        if (underWay.isEmpty()) {
            part.acquireUninterruptibly();
            part.release();
        }
        while (load.goesOn() && underWay.size() < window && part.tryAcquire()) {
            Sent message = new Sent(++last);
            underWay.add(message);
            send(message, false);
        }
    }

    /** The oldest message that waits: answers come in the order of messages. */
    final Sent oldest() {
        return underWay.element();
    }

    /** The messages that wait, the oldest first. */
    final List<Sent> underWay() {
        return new ArrayList<>(underWay);
    }

    final void acknowledge(Sent message, long sequenceNumber) {
        answered++;
        acknowledged.add(new Acknowledged(message.number, sequenceNumber));
    }

    final void done(Sent message) {
        underWay.remove(message);
    }

    /** What was acknowledged since this was asked for last. */
    final List<Acknowledged> takeAcknowledged() {
        List<Acknowledged> taken = new ArrayList<>();
        for (Acknowledged next = acknowledged.poll(); next != null; next = acknowledged.poll()) {
            taken.add(next);
        }
        return taken;
    }

    /** The number of its last message. */
    final int last() {
        return last;
    }

    @Override
    public final String toString() {
        return id;
    }
}
