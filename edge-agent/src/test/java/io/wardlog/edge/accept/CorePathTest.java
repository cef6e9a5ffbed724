package io.wardlog.edge.accept;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.chain.ChainHead;
import io.wardlog.chain.ChainId;
import io.wardlog.chain.EventHash;
import io.wardlog.edge.device.DeviceIdentity;
import io.wardlog.edge.entry.Entry;
import io.wardlog.edge.entry.EntryFormatException;
import io.wardlog.edge.entry.EventEntry;
import io.wardlog.edge.entry.RefusalTallyEntry;
import io.wardlog.edge.entry.RepeatKey;
import io.wardlog.edge.fake.MemoryJournal;
import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.edge.state.LoadedState;
import io.wardlog.edge.state.RefusalTally;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.AuthMethod;
import io.wardlog.event.DeviceType;
import io.wardlog.event.Event;
import io.wardlog.event.EventTimes;
import io.wardlog.event.SourceProtocol;
import io.wardlog.event.UuidV7;
import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import io.wardlog.schema.EventSchema;
import io.wardlog.schema.SchemaRegistry;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages in, events on disk: the real pipeline and writer over a journal in memory, and a reading of all of it afterwards. */
class CorePathTest {

    private static final DeviceIdentity PUMP =
            new DeviceIdentity("pump-1", DeviceType.INFUSION_PUMP, AuthMethod.PASSWORD, Map.of());

    private final SecureRandom random = new SecureRandom();
    private final SchemaRegistry schemas = SchemaRegistry.builtIn();
    private Schemas inForce = Schemas.of(schemas);
    private final List<Outcome.Accepted> acknowledged = new ArrayList<>();
    private MemoryJournal journal = new MemoryJournal();
    private CorePath path;
    private final byte[] key = new byte[32];
    private final AtomicInteger lookups = new AtomicInteger();
    private FileLines files;

    @BeforeEach
    void start() throws Exception {
        path = new CorePath(journal, counted(inForce), key);
        files = path.parts()
                .fileLines(path.pipeline(), path.writer(), path.loaded().state());
    }

    @AfterEach
    void stop() throws InterruptedException {
        path.stop();
    }

    private Schemas counted(Schemas all) {
        return new Schemas() {
            @Override
            public SchemaRegistry current() {
                lookups.incrementAndGet();
                return all.current();
            }

            @Override
            public boolean areComplete() {
                return all.areComplete();
            }

            @Override
            public boolean acceptsDraft(EventSchema draft) {
                return all.acceptsDraft(draft);
            }

            @Override
            public void deprecatedUsed(EventSchema schema) {
                all.deprecatedUsed(schema);
            }
        };
    }

    private static byte[] heartbeat(String eventId, String more) {
        String id = eventId.isEmpty() ? "" : "\"eventId\":\"" + eventId + "\",";
        return ("{\"eventType\":\"device.heartbeat\"," + id + more + "\"eventTime\":\""
                        + EventTimes.write(Instant.now()) + "\",\"payload\":{\"status\":\"ok\"}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private CompletableFuture<Outcome> send(byte[] body) {
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        path.pipeline().accept(Arrival.of(PUMP, SourceProtocol.MQTT, body), answer::complete);
        return answer;
    }

    private Outcome answer(byte[] body) {
        Outcome outcome = send(body).orTimeout(10, TimeUnit.SECONDS).join();
        if (outcome instanceof Outcome.Accepted accepted) {
            acknowledged.add(accepted);
        }
        return outcome;
    }

    private void restart() throws Exception {
        stop();
        journal = journal.reopened();
        start();
    }

    /** Reads the whole journal again: every event valid, every chain whole, every acknowledged event there once. */
    private List<Event> checkWholeLog() throws Exception {
        List<Event> events = new ArrayList<>();
        Map<ChainId, ChainHead> heads = new HashMap<>();
        Map<Hash, Integer> stored = new HashMap<>();
        for (JournalEntry raw : journal.entries()) {
            if (!(Entry.read(raw) instanceof EventEntry entry)) {
                continue;
            }
            assertThat(Event.read(entry.event())).isInstanceOf(Event.Reading.Value.class);
            Event event = ((Event.Reading.Value) Event.read(entry.event())).event();
            ChainId chain = ChainId.of(event);
            ChainHead head = heads.getOrDefault(chain, ChainHead.genesis(chain));
            assertThat(head.isFollowedBy(event.sequenceNumber(), event.prevHash()))
                    .isTrue();
            assertThat(EventHash.of(event.canonical())).isEqualTo(entry.hash());
            assertThat(schemas.find(event.eventType(), event.eventVersion())
                            .orElseThrow()
                            .checkDisclosed(event.tree()))
                    .as(event.eventType())
                    .isEmpty();
            heads.put(chain, head.next(entry.hash()));
            stored.merge(entry.hash(), 1, Integer::sum);
            events.add(event);
        }
        acknowledged.forEach(accepted -> assertThat(stored.get(accepted.hash())).isEqualTo(1));
        return events;
    }

    private List<String> types() throws Exception {
        return checkWholeLog().stream().map(Event::eventType).toList();
    }

    @Test
    void aMessageBecomesTheFirstEventOfItsChain() throws Exception {
        assertThat(answer(heartbeat("", "")))
                .isInstanceOfSatisfying(
                        Outcome.Accepted.class,
                        accepted -> assertThat(accepted.sequenceNumber()).isEqualTo(1));
        assertThat(types()).containsExactly("device.heartbeat");
    }

    /** However long it waited for its delay, or for room. */
    @Test
    void aWillSaysWhenTheConnectionWasLost() throws Exception {
        byte[] written = ("{\"eventType\":\"device.heartbeat\",\"eventTime\":\"2026-11-02T07:00:00Z\","
                        + "\"payload\":{\"status\":\"ok\"}}")
                .getBytes(StandardCharsets.UTF_8);
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        path.pipeline()
                .accept(
                        Arrival.of(PUMP, SourceProtocol.MQTT, written).asWill(Instant.parse("2026-11-02T07:15:00.5Z")),
                        answer::complete);
        assertThat(answer.get(10, TimeUnit.SECONDS)).isInstanceOf(Outcome.Accepted.class);
        JsonNode event = checkWholeLog().get(0).tree();
        assertThat(event.get("eventTime").textValue()).isEqualTo("2026-11-02T07:15:00.5Z");
        assertThat(event.at("/source/eventTimeRaw").textValue()).isEqualTo("2026-11-02T07:00:00Z");
    }

    @Test
    void aRepeatIsAnsweredAsBeforeAndNotRecordedTwice() throws Exception {
        byte[] message = heartbeat(UuidV7.next(Instant.now(), random::nextLong), "");
        Outcome first = answer(message);
        assertThat(answer(message)).isEqualTo(first);
        restart();
        assertThat(answer(message)).isEqualTo(first);
        assertThat(types()).containsExactly("device.heartbeat");
    }

    @Test
    void theSameIdWithOtherBytesIsRecordedUnderANewId() throws Exception {
        String id = UuidV7.next(Instant.now(), random::nextLong);
        answer(heartbeat(id, ""));
        Outcome second = answer(heartbeat(id, "\"deviceSequence\":7,"));
        assertThat(((Outcome.Accepted) second).eventId()).isNotEqualTo(id);
        assertThat(types()).containsExactly("device.heartbeat", "device.heartbeat", "agent.id_conflict");
    }

    @Test
    void aRepeatOfTheOtherMessageWithTheSameIdIsNotRecordedTwiceEither() throws Exception {
        String id = UuidV7.next(Instant.now(), random::nextLong);
        byte[] one = heartbeat(id, "");
        byte[] other = heartbeat(id, "\"deviceSequence\":7,");
        Outcome first = answer(one);
        Outcome second = answer(other);
        assertThat(answer(other)).isEqualTo(second);
        restart();
        assertThat(answer(other)).isEqualTo(second);
        assertThat(answer(one)).isEqualTo(first);
        assertThat(types()).containsExactly("device.heartbeat", "device.heartbeat", "agent.id_conflict");
    }

    @Test
    void aRejectionIsOnDiskBeforeItIsAnsweredAndRepeatsAreCounted() throws Exception {
        byte[] broken = "{\"eventType\":".getBytes(StandardCharsets.UTF_8);
        assertThat(answer(broken))
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected -> assertThat(rejected.code()).isEqualTo(ErrorCode.MALFORMED_JSON));
        answer(broken);
        answer(broken);
        assertThat(types()).containsExactly("agent.message_rejected");
        assertThat(journal.entries()).hasSize(1 + 1 + 2);
    }

    /** An upgrade must not make every resend of the last 24 hours a second event. */
    @Test
    void aMessageThatAnEarlierVersionRecordedIsStillKnown() throws Exception {
        String id = UuidV7.next(Instant.now(), random::nextLong);
        byte[] message = heartbeat(id, "");
        Outcome.Accepted first = (Outcome.Accepted) answer(message);
        Hash plain = Sha256.of(message);
        journal.replace(raw -> asEarlier(raw, plain));
        restart();
        assertThat(answer(message)).isEqualTo(first);
        assertThat(answer(heartbeat(id, "\"deviceSequence\":1,"))).isNotEqualTo(first);
        assertThat(types()).containsExactly("device.heartbeat", "device.heartbeat", "agent.id_conflict");
    }

    /** An agent that had no digest key yet kept the plain digest. */
    private static JournalEntry asEarlier(JournalEntry raw, Hash plain) {
        try {
            if (!(Entry.read(raw) instanceof EventEntry event)
                    || event.repeatKey().isEmpty()) {
                return raw;
            }
            RepeatKey key = event.repeatKey().get();
            assertThat(key.messageDigest()).as("keyed now").isNotEqualTo(plain);
            return EventEntry.of(
                            new EventEntry.About(
                                    event.deviceId(),
                                    event.sequenceNumber(),
                                    event.ingestionMicros(),
                                    event.deviceSequence(),
                                    Optional.of(new RepeatKey(key.deviceEventId(), plain, key.eventId()))),
                            event.hash(),
                            event.event(),
                            event.sealed())
                    .toJournal();
        } catch (EntryFormatException e) {
            throw new AssertionError(e);
        }
    }

    /** A client that sends nothing but refused messages is slowed down, and what it sends cannot fill the disk. */
    @Test
    void aFloodOfRefusedMessagesIsToldToComeLaterAndGoodOnesAreNot() throws Exception {
        byte[] broken = "{\"eventType\":".getBytes(StandardCharsets.UTF_8);
        int rejected = 0;
        Outcome last = answer(broken);
        while (last instanceof Outcome.Rejected && rejected < 10_000) {
            rejected++;
            last = answer(broken);
        }
        assertThat(rejected).isBetween(100, 9_999);
        assertThat(last)
                .isInstanceOfSatisfying(
                        Outcome.Busy.class, busy -> assertThat(busy.code()).isEqualTo(ErrorCode.RATE_LIMITED));
        assertThat(answer(heartbeat("", ""))).isInstanceOf(Outcome.Accepted.class);
    }

    @Test
    void aFloodOfStrangersIsCountedAndDoesNotFillTheDisk() throws Exception {
        for (int i = 0; i < 5_000; i++) {
            path.pipeline()
                    .refuse(
                            Refusal.ofConnection(
                                    SourceProtocol.MQTT, "192.0.2.7", ErrorCode.UNKNOWN_DEVICE, "no such device"),
                            () -> {});
        }
        path.write(group -> path.parts().flushRejections(group, true));
        assertThat(journal.entries().size()).isLessThan(1_000);
        assertThat(recorded().stream()
                        .mapToLong(event -> event.at("/payload/occurrences").asLong())
                        .sum())
                .isEqualTo(5_000);
    }

    /** What is counted and not recorded yet is in memory and in each snapshot, and an address costs a stranger nothing. */
    @Test
    void strangersOfMoreAddressesThanAreToldApartAreCountedTogether() throws Exception {
        String code = ErrorCode.TLS_FAILED.code();
        path.write(group -> {
            for (int i = 0; i < RejectionLog.MAX_SENDERS; i++) {
                group.add(new RefusalTallyEntry("peer 2001:db8::" + i, code, 1));
            }
        });
        for (String peer : List.of("192.0.2.7", "192.0.2.7", "192.0.2.8", "192.0.2.8", "192.0.2.8")) {
            refuse(peer, ErrorCode.TLS_FAILED, "none");
        }
        RefusalTally tally = path.loaded().state().refusals();
        assertThat(tally.size()).isEqualTo(RejectionLog.MAX_SENDERS + 1);
        assertThat(tally.count(new RefusalTally.Key("peer others", code))).isEqualTo(3);

        path.write(group -> {
            for (int i = 0; i < RejectionLog.MAX_SENDERS; i++) {
                group.add(new RefusalTallyEntry("peer 2001:db8::" + i, code, 0));
            }
            path.parts().flushRejections(group, true);
        });
        JsonNode last = recorded().get(recorded().size() - 1);
        assertThat(last.at("/payload/peer").asText()).isEqualTo("others");
        assertThat(last.at("/payload/occurrences").asLong()).isEqualTo(3);
        assertThat(types()).hasSize(3);
    }

    /** A tenant's schema may list values in any letters, and what is wrong with a message says them, as far as there is room. */
    @Test
    void aDetailIsNotCutWithinALetter() throws Exception {
        refuse("192.0.2.7", ErrorCode.SCHEMA_VIOLATION, "x".repeat(511) + "\uD83D\uDE00\uD83D\uDE00");
        assertThat(recorded().get(0).at("/payload/detail").asText()).isEqualTo("x".repeat(511) + "\uD83D\uDE00");
        assertThat(types()).hasSize(1);
    }

    private void refuse(String peer, ErrorCode code, String detail) throws Exception {
        CompletableFuture<Void> durable = new CompletableFuture<>();
        path.pipeline()
                .refuse(Refusal.ofConnection(SourceProtocol.MQTT, peer, code, detail), () -> durable.complete(null));
        durable.get(10, TimeUnit.SECONDS);
    }

    /** To say that there is no room costs no check. */
    @Test
    void withoutRoomNothingIsChecked() throws Exception {
        answer(heartbeat("", ""));
        int checks = lookups.get();
        journal.full(true);
        assertThat(answer(heartbeat("", ""))).isInstanceOf(Outcome.Busy.class);
        assertThat(answer("no JSON".getBytes(StandardCharsets.UTF_8))).isInstanceOf(Outcome.Busy.class);
        assertThat(lookups).hasValue(checks + 1); // whether a heartbeat could be critical
    }

    /** A device with a mistake may put anything there, a name as well. The bytes that were refused are kept sealed. */
    @Test
    void aTypeThatDoesNotExistIsNotRecordedInTheClear() throws Exception {
        answer("{\"eventType\":\"patient.anna_mueller\",\"payload\":{}}".getBytes(StandardCharsets.UTF_8));
        answer(new String(heartbeat("", ""), StandardCharsets.UTF_8)
                .replace("device.heartbeat", "patient.anna_mueller")
                .getBytes(StandardCharsets.UTF_8));
        answer(new String(heartbeat("", ""), StandardCharsets.UTF_8)
                .replace("\"ok\"", "1")
                .getBytes(StandardCharsets.UTF_8));
        assertThat(recorded())
                .extracting(event -> event.at("/payload/eventType").asText())
                .containsExactly("", "", "device.heartbeat");
        assertThat(recorded()).noneMatch(event -> event.toString().contains("anna_mueller"));
    }

    private List<JsonNode> recorded() throws Exception {
        List<JsonNode> recorded = new ArrayList<>();
        for (JournalEntry raw : journal.entries()) {
            if (Entry.read(raw) instanceof EventEntry event) {
                recorded.add(((Event.Reading.Value) Event.read(event.event()))
                        .event()
                        .tree());
            }
        }
        return recorded;
    }

    @Test
    void aStrangerIsRecordedWithItsAddressAndAsItsSchemaWantsIt() throws Exception {
        for (String peer : List.of("192.0.2.7", "fe80:0:0:0:5054:ff:fe12:3456%eth0", "unknown")) {
            CompletableFuture<Void> durable = new CompletableFuture<>();
            path.pipeline()
                    .refuse(
                            Refusal.ofConnection(SourceProtocol.MQTT, peer, ErrorCode.UNKNOWN_DEVICE, "no such device"),
                            () -> durable.complete(null));
            durable.get(10, TimeUnit.SECONDS);
        }
        List<JsonNode> recorded = recorded();
        assertThat(recorded)
                .extracting(event -> event.at("/payload/peer").asText())
                .containsExactly("192.0.2.7", "fe80:0:0:0:5054:ff:fe12:3456%eth0", "unknown");
        assertThat(recorded)
                .allSatisfy(event -> assertThat(schemas.find("agent.message_rejected", 1)
                                .orElseThrow()
                                .checkDisclosed(event))
                        .isEmpty());
    }

    @Test
    void aRestartGoesOnWithTheSameChains() throws Exception {
        answer(heartbeat("", ""));
        restart();
        assertThat(path.loaded().reason()).isEqualTo(LoadedState.Reason.CONTINUED);
        assertThat(((Outcome.Accepted) answer(heartbeat("", ""))).sequenceNumber())
                .isEqualTo(2);
        checkWholeLog();
    }

    @ParameterizedTest
    @EnumSource(
            value = MemoryJournal.Failure.class,
            names = {"BEFORE_PERSISTING", "AFTER_PERSISTING"})
    void aFailedAppendIsFatalAndNeverAcknowledged(MemoryJournal.Failure failure) throws Exception {
        answer(heartbeat("", ""));
        journal.failNext(failure);
        CompletableFuture<Outcome> answer = send(heartbeat("", ""));
        assertThat(path.fatal().get(10, TimeUnit.SECONDS)).isEqualTo("journal_failed");
        assertThat(answer).isNotDone();
        assertThat(answer(heartbeat("", ""))).isInstanceOf(Outcome.Busy.class);
        restart();
        answer(heartbeat("", ""));
        checkWholeLog();
    }

    @Test
    void aFullDiskIsBusyAndKeepsNothing() throws Exception {
        journal.full(true);
        assertThat(answer(heartbeat("", ""))).isInstanceOf(Outcome.Busy.class);
        journal.full(false);
        answer(heartbeat("", ""));
        assertThat(types()).containsExactly("device.heartbeat");
    }

    @Test
    void anotherDevicesNameAndThePlatformsTypesAreRefused() {
        assertThat(answer(heartbeat("", "\"deviceId\":\"pump-2\",")))
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected -> assertThat(rejected.code()).isEqualTo(ErrorCode.DEVICE_MISMATCH));
        byte[] own = new String(heartbeat("", ""), StandardCharsets.UTF_8)
                .replace("device.heartbeat", "agent.started")
                .getBytes(StandardCharsets.UTF_8);
        assertThat(answer(own))
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected -> assertThat(rejected.code()).isEqualTo(ErrorCode.EVENT_TYPE_RESERVED));
    }

    private Outcome line(String body, long from, long to) {
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        files.accept(
                Arrival.of(PUMP, SourceProtocol.FILE, body.getBytes(StandardCharsets.UTF_8)),
                step(from, Optional.of(new FileStep.To("pump.log", to, Sha256.of()))),
                answer::complete);
        return answer.orTimeout(10, TimeUnit.SECONDS).join();
    }

    private static FileStep step(long from, Optional<FileStep.To> to) {
        return new FileStep("pump-1", "inode-7", from, to);
    }

    private boolean move(FileStep step, Optional<FileGap> gap) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        files.move(List.of(step), gap, answer::complete);
        return answer.orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Test
    void aLineAndItsPlaceInTheFileAreOneGroup() throws Exception {
        String line = new String(heartbeat("", ""), StandardCharsets.UTF_8);
        assertThat(line(line, 0, 100)).isInstanceOf(Outcome.Accepted.class);
        assertThat(line("{", 100, 102)).isInstanceOf(Outcome.Rejected.class);
        assertThat(line(line, 0, 100)).as("it is settled already").isInstanceOf(Outcome.Busy.class);
        assertThat(line(line, 110, 210)).as("a line before it is not settled").isInstanceOf(Outcome.Busy.class);
        restart();
        assertThat(files.position("pump-1", "inode-7").orElseThrow().offset()).isEqualTo(102);
        assertThat(line(line, 102, 202)).isInstanceOf(Outcome.Accepted.class);
        assertThat(types()).containsExactly("device.heartbeat", "agent.message_rejected", "device.heartbeat");
        assertThat(checkWholeLog().get(0).tree().at("/source/protocol").textValue())
                .isEqualTo("file");
    }

    @Test
    void aRepeatInAFileIsNotRecordedTwiceAndItsPlaceIs() throws Exception {
        String line = new String(heartbeat(UuidV7.next(Instant.now(), random::nextLong), ""), StandardCharsets.UTF_8);
        Outcome first = line(line, 0, 100);
        assertThat(line(line, 100, 200)).isEqualTo(first);
        assertThat(files.position("pump-1", "inode-7").orElseThrow().offset()).isEqualTo(200);
        assertThat(types()).containsExactly("device.heartbeat");
    }

    @ParameterizedTest
    @EnumSource(
            value = MemoryJournal.Failure.class,
            names = {"BEFORE_PERSISTING", "AFTER_PERSISTING"})
    void aLineWhoseGroupFailsIsThereWithItsPlaceOrNotAtAll(MemoryJournal.Failure failure) throws Exception {
        String line = new String(heartbeat("", ""), StandardCharsets.UTF_8);
        line(line, 0, 100);
        journal.failNext(failure);
        files.accept(
                Arrival.of(PUMP, SourceProtocol.FILE, line.getBytes(StandardCharsets.UTF_8)),
                step(100, Optional.of(new FileStep.To("pump.log", 200, Sha256.of()))),
                outcome -> {});
        path.fatal().get(10, TimeUnit.SECONDS);
        restart();
        long at = files.position("pump-1", "inode-7").orElseThrow().offset();
        assertThat(types()).hasSize((int) (at / 100));
    }

    @Test
    void aFileWithoutRoomStaysWhereItIs() throws Exception {
        journal.full(true);
        String line = new String(heartbeat("", ""), StandardCharsets.UTF_8);
        assertThat(line(line, 0, 100)).isInstanceOf(Outcome.Busy.class);
        assertThat(move(step(0, Optional.of(new FileStep.To("pump.log", 100, Sha256.of()))), Optional.empty()))
                .isFalse();
        assertThat(files.position("pump-1", "inode-7")).isEmpty();
        journal.full(false);
        assertThat(line(line, 0, 100)).isInstanceOf(Outcome.Accepted.class);
    }

    @Test
    void anUnknownTypeIsNotRefusedWhileSchemasWaitToComeIntoForce() throws Exception {
        AtomicBoolean complete = new AtomicBoolean();
        inForce = new Schemas() {
            @Override
            public SchemaRegistry current() {
                return schemas;
            }

            @Override
            public boolean areComplete() {
                return complete.get();
            }

            @Override
            public boolean acceptsDraft(EventSchema draft) {
                return false;
            }

            @Override
            public void deprecatedUsed(EventSchema schema) {}
        };
        restart();
        String known = new String(heartbeat("", ""), StandardCharsets.UTF_8);
        String unknown = known.replace("device.heartbeat", "x_acme.tablet_docked");
        String unknownVersion = known.replace("\"eventTime\"", "\"eventVersion\":9,\"eventTime\"");

        assertThat(answer(unknown.getBytes(StandardCharsets.UTF_8))).isInstanceOf(Outcome.Busy.class);
        assertThat(answer(unknownVersion.getBytes(StandardCharsets.UTF_8))).isInstanceOf(Outcome.Busy.class);
        assertThat(line(unknown, 0, 100)).isInstanceOf(Outcome.Busy.class);
        assertThat(files.position("pump-1", "inode-7")).isEmpty();
        assertThat(answer(known.getBytes(StandardCharsets.UTF_8))).isInstanceOf(Outcome.Accepted.class);
        assertThat(types()).as("nothing is recorded of what has to wait").containsExactly("device.heartbeat");

        complete.set(true);
        assertThat(answer(unknown.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected -> assertThat(rejected.code()).isEqualTo(ErrorCode.UNKNOWN_EVENT_TYPE));
    }

    @Test
    void aFileThatBeginsAnewOrIsGoneDeclaresItsGap() throws Exception {
        line(new String(heartbeat("", ""), StandardCharsets.UTF_8), 0, 100);
        FileStep.To beginning = new FileStep.To("pump.log", 0, Sha256.of());
        FileGap cut = new FileGap(GapCause.UNKNOWN, true);
        assertThat(move(step(99, Optional.of(beginning)), Optional.of(cut))).isFalse();
        assertThat(move(step(100, Optional.of(beginning)), Optional.of(cut))).isTrue();
        assertThat(move(step(0, Optional.empty()), Optional.of(new FileGap(GapCause.OFFLINE, false))))
                .isTrue();
        assertThat(files.keys("pump-1")).isEmpty();
        assertThat(types()).containsExactly("device.heartbeat", "agent.gap_declared", "agent.gap_declared");
    }

    @Test
    void aContentThatIsFoundUnderAnotherKeyChangesItInOneGroupOrNotAtAll() throws Exception {
        line(new String(heartbeat("", ""), StandardCharsets.UTF_8), 0, 100);
        FileStep.To here = new FileStep.To("pump.log", 100, Sha256.of());
        FileStep taken = new FileStep("pump-1", "inode-8", 0, Optional.of(here));
        CompletableFuture<Boolean> late = new CompletableFuture<>();
        files.move(List.of(taken, step(99, Optional.empty())), Optional.empty(), late::complete);
        assertThat(late.get(10, TimeUnit.SECONDS)).as("the other has moved on").isFalse();
        assertThat(files.keys("pump-1")).containsExactly("inode-7");
        CompletableFuture<Boolean> moved = new CompletableFuture<>();
        files.move(List.of(taken, step(100, Optional.empty())), Optional.empty(), moved::complete);
        assertThat(moved.get(10, TimeUnit.SECONDS)).isTrue();
        restart();
        assertThat(files.keys("pump-1")).containsExactly("inode-8");
        assertThat(files.position("pump-1", "inode-8").orElseThrow().offset()).isEqualTo(100);
    }
}
