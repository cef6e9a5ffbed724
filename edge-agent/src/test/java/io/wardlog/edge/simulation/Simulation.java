package io.wardlog.edge.simulation;

import io.wardlog.batch.BatchCheck;
import io.wardlog.disclosure.SealKey;
import io.wardlog.disclosure.Sealer;
import io.wardlog.edge.state.AgentIdentity;
import io.wardlog.keys.KeyPurpose;
import io.wardlog.keys.KeyRing;
import io.wardlog.keys.PrivateKeySigner;
import io.wardlog.keys.TrustedKey;
import io.wardlog.schema.SchemaRegistry;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/**
 * A world from one seed: an agent that dies and starts again, the collector, the network between them, devices, and the scheduler
 * that lets one of them take one step after the other. First with faults, then without, until everything has arrived.
 */
final class Simulation {

    static final AgentIdentity AGENT = new AgentIdentity("tenant-a", "hospital-1", "gateway-1");

    /** Within this time of the world everything must have arrived after the last fault. */
    private static final Duration SETTLED = Duration.ofHours(2);

    private static final int MOST_STEPS = 500_000;
    private static final int REMEMBERED_STEPS = 60;
    private static final double PASS_TIME = 0.4;

    /** How much less happens while the link is down: a day of it is to be one world's, and not the whole build's. */
    private static final int PACE_WITHOUT_LINK = 300;

    /** At each which start everything is looked at that is looked at in the end; 1 for each of them. */
    private static final int WHOLE_EACH = Integer.getInteger("wardlog.simulation.wholeEach", 5);

    private final long seed;
    private final Mutant mutant;
    private final Dice dice;
    private final Faults faults;
    private final SimulatedClock clock = new SimulatedClock();
    private final Agenda agenda = new Agenda();
    private final JournalMedium medium = new JournalMedium(clock);
    private final Storage storage;
    private final ModelCollector collector;
    private final SimulatedNetwork network;
    private final Oracle oracle;
    private final List<SimulatedDevice> devices = new ArrayList<>();
    private final SimulatedAgent.Keys keys;
    private final long quota;
    /** How much slower than others the devices of this world send, so that it sees more of housekeeping. */
    private int pace;

    private final Deque<Said> lastSteps = new ArrayDeque<>();
    private long footprint;
    private SimulatedAgent agent;
    private int run;
    private int starts;
    private boolean starting;
    private long fullUntil;
    private Duration withoutLink = Duration.ZERO;
    private int steps;

    /** What happened, when, and where the journal ended then. */
    private record Said(int step, long nanos, String what, long nextOrdinal) {
        @Override
        public String toString() {
            return "\n  step " + step + ", " + nanos / 1_000 + " us, entry " + nextOrdinal + ": " + what;
        }
    }

    /** What a world came to. */
    record Report(
            long footprint, int steps, Duration worldTime, int starts, int acknowledged, Map<Fault, Long> faults) {}

    /** What costs time to make and is the same for all worlds. */
    record Common(SchemaRegistry schemas, Sealer sealer) {

        static Common make() {
            try {
                KeyPair seal = KeyPairGenerator.getInstance("X25519").generateKeyPair();
                return new Common(
                        SchemaRegistry.builtIn(),
                        new Sealer(
                                new SealKey(seal.getPublic()), AGENT.tenantId(), AGENT.agentId(), new SecureRandom()));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    Simulation(long seed, Mutant mutant, Common common) {
        this(seed, mutant, common, (dice, faults, medium, clock) -> new SimulatedStorage(mutant, dice, faults, medium));
    }

    Simulation(long seed, Mutant mutant, Common common, Storage.Maker maker) {
        this.seed = seed;
        this.mutant = mutant;
        this.dice = new Dice(seed);
        this.faults = new Faults(dice.split(), mutant.exposedBy());
        this.storage = maker.make(dice.split(), faults, medium, clock);
        KeyPair agentKey = CheapKey.pair("agent");
        KeyPair collectorKey = CheapKey.pair("collector");
        this.collector = new ModelCollector(
                AGENT,
                new PrivateKeySigner(collectorKey),
                new KeyRing(List.of(TrustedKey.of(agentKey.getPublic(), KeyPurpose.AGENT_BATCH))));
        this.keys = new SimulatedAgent.Keys(
                new PrivateKeySigner(agentKey),
                new KeyRing(List.of(TrustedKey.of(collectorKey.getPublic(), KeyPurpose.COLLECTOR_RECEIPT))),
                common.sealer(),
                common.schemas());
        SimulatedNetwork.Laws laws = new SimulatedNetwork.Laws(dice.split(), faults, clock, agenda);
        this.network = new SimulatedNetwork(laws, collector, new PrivateKeySigner(CheapKey.pair("stranger")));
        this.oracle = new Oracle(medium, collector, clock);
        this.pace = dice.pick(List.of(1, 1, 10, 100));
        this.quota = dice.pick(List.of(1L << 20, 2L << 20, 16L << 20));
        SimulatedNetwork.Laws ofDevices = new SimulatedNetwork.Laws(dice.split(), faults, clock, agenda);
        for (int i = 1 + dice.below(5); i > 0; i--) {
            devices.add(new SimulatedDevice(i, ofDevices, oracle));
        }
    }

    /** Before its faults are over the link goes down for so long, whatever else happens. */
    Simulation withoutLink(Duration time) {
        withoutLink = time;
        return this;
    }

    /** Devices are so much slower than others to send, and most of their messages name so many settings: with twelve a hundred fill a small file. */
    Simulation withDevices(int pace, int settings) {
        this.pace = pace;
        devices.forEach(device -> device.reportSettings(settings));
        return this;
    }

    /** Lives through the whole of it. */
    Report run() {
        return run(1);
    }

    /** @param times how much longer than others this world is */
    Report run(int times) {
        try {
            start();
            devices.forEach(device -> agenda.plan(0, () -> act(device)));
            agenda.plan(0, this::judge);
            for (int left = times * (300 + dice.below(1_500)); left > 0; left--) {
                step();
            }
            network.linkGoesDown(withoutLink);
            while (network.isLinkDown()) {
                step();
            }
            settle();
            oracle.whole(devices);
        } catch (AssertionError | RuntimeException broken) {
            throw new AssertionError(
                    "seed " + seed + ", step " + steps + ": " + broken.getMessage() + "\nfaults " + faults.counts()
                            + "\nlast steps" + lastSteps,
                    broken);
        }
        Duration worldTime = Duration.ofNanos(clock.world());
        return new Report(footprint, steps, worldTime, starts, oracle.acknowledged(), faults.counts());
    }

    private void settle() {
        faults.end();
        say("settle");
        fullUntil = 0;
        collector.comeBack();
        devices.forEach(SimulatedDevice::fallQuiet);
        long end = clock.world() + SETTLED.toNanos();
        int mostSteps = steps + MOST_STEPS;
        while (!isSettled()) {
            for (int i = 0; i < 50; i++) {
                step();
            }
            Oracle.require(
                    clock.world() < end && steps < mostSteps,
                    "not everything arrived: entries " + oracle.missing() + " are missing, gaps " + oracle.undeclared()
                            + " are not declared, devices wait "
                            + devices.stream()
                                    .filter(device -> !device.hasAllAnswers())
                                    .count()
                            + ", agent " + (agent == null ? "is down" : agent.progress()));
        }
    }

    private boolean isSettled() {
        return agent != null
                && agent.fault().isEmpty()
                && devices.stream().allMatch(SimulatedDevice::hasAllAnswers)
                && oracle.isAllDelivered()
                && oracle.isAllDeclared();
    }

    /** One step of whoever can take one, or time passes. */
    private void step() {
        steps++;
        if (!network.isLinkDown() || dice.below(PACE_WITHOUT_LINK) == 0) {
            trouble();
        }
        if (agent != null && agent.fault().isPresent() && dice.chance(0.3)) {
            judgeFault(agent.fault().get());
            kill();
        }
        List<Runnable> can = new ArrayList<>();
        if (agent != null) {
            ifCan(can, agent.canWrite(), () -> agent.write(), "write");
            ifCan(can, agent.canForward(), () -> agent.forward(), "forward");
            ifCan(can, agent.canKeepHouse(), this::keepHouse, "keep_house");
            ifCan(can, agent.canLookAtThrottle(), () -> agent.lookAtThrottle(), "look_at_throttle");
        }
        ifCan(can, agent != null && storage.canWorkBeside(), storage::workBeside, "work_beside");
        ifCan(can, agenda.next() <= clock.world(), agenda::runFirst, "planned");
        if (can.isEmpty() || dice.chance(PASS_TIME)) {
            passTime();
        } else {
            dice.pick(can).run();
        }
    }

    private void ifCan(List<Runnable> can, boolean is, Runnable what, String name) {
        if (is) {
            can.add(() -> {
                say(name);
                what.run();
            });
        }
    }

    private void passTime() {
        long next = agenda.next();
        if (agent != null) {
            next = Math.min(next, agent.due());
        }
        if (next != Long.MAX_VALUE) {
            clock.advanceTo(next);
        }
    }

    /** What goes wrong by itself, from one step to the next. */
    private void trouble() {
        if (agent != null && faults.happens(Fault.KILL)) {
            kill();
        }
        if (agent != null && faults.happens(Fault.POWER_CUT)) {
            powerCut();
        }
        if (faults.happens(Fault.CLOCK_SET)) {
            Duration by = dice.chance(0.3) ? Duration.ofDays(365) : Duration.ofSeconds(dice.below(3600));
            say("clock_set");
            clock.set(dice.chance(0.5) ? by : by.negated());
        }
        if (faults.happens(Fault.DISK_FULL)) {
            fullUntil = after(Duration.ofMillis(1), Duration.ofMinutes(2));
        }
        if (medium.nextOrdinal() > medium.firstOrdinal() && faults.happens(Fault.ROT)) {
            rot();
        }
        if (collector.isUp() && faults.happens(Fault.COLLECTOR_DOWN)) {
            say("collector_down");
            collector.goDown();
            agenda.plan(after(Duration.ofMillis(1), Duration.ofMinutes(3)), collector::comeBack);
        }
        if (!collector.log().isEmpty() && faults.happens(Fault.COLLECTOR_LOST)) {
            int most = collector.log().size();
            List<BatchCheck.Result.Sound> lost =
                    collector.lose(dice.chance(0.1) ? most : dice.below(Math.min(most, 10) + 1));
            say("collector_lost " + lost.size());
            oracle.lost(lost);
        }
    }

    private void rot() {
        long first = medium.firstOrdinal() + dice.below((int) (medium.nextOrdinal() - medium.firstOrdinal()));
        long last = Math.min(medium.nextOrdinal() - 1, first + dice.below(5));
        say("rot " + first + " " + last);
        medium.damage(first, last);
    }

    private long after(Duration shortest, Duration longest) {
        return clock.world() + dice.between(shortest, longest).toNanos();
    }

    private void act(SimulatedDevice device) {
        Duration wait = Duration.ofMillis(500);
        if (agent != null) {
            wait = device.act(agent.acceptor());
        }
        int slower = network.isLinkDown() ? Math.max(pace, PACE_WITHOUT_LINK) : pace;
        agenda.plan(clock.world() + wait.toNanos() * slower, () -> act(device));
    }

    /** Custody runs after the log, a little behind. */
    private void judge() {
        while (collector.isUp() && dice.chance(0.9) && collector.judge()) {
            // the next one
        }
        Duration longest = Duration.ofSeconds(network.isLinkDown() ? 2 * PACE_WITHOUT_LINK : 2);
        agenda.plan(after(Duration.ofMillis(10), longest), this::judge);
    }

    private void keepHouse() {
        try {
            agent.keepHouse();
            oracle.nothingIsGivenUp();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Housekeeping waits for the writer: everything else goes on. */
    private void until(CompletableFuture<?> work) throws TimeoutException {
        int of = run;
        while (!work.isDone()) {
            step();
            if (of != run || agent == null || agent.fault().isPresent()) {
                throw new TimeoutException("the agent is down");
            }
        }
    }

    private void start() {
        starts++;
        starting = true;
        run++;
        int of = run;
        clock.restarted();
        Running machine = new Running();
        SimulatedAgent.World around = new SimulatedAgent.World(
                dice.split(),
                clock,
                storage,
                machine,
                network.uplink(),
                this::until,
                mutant::ledger,
                oracle::found,
                keys);
        try {
            SimulatedAgent started = new SimulatedAgent(around);
            if (of == run) {
                agent = started;
                say("started");
                oracle.nothingIsGivenUp();
                if (starts % WHOLE_EACH == 0) {
                    oracle.whole(devices);
                }
            }
        } catch (IOException failed) {
            judgeFault(failed);
            if (of == run) {
                kill();
            }
        }
        starting = false;
    }

    /** Only what the simulation has broken may stop the agent. */
    private static void judgeFault(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).startsWith("simulated")) {
                return;
            }
        }
        throw new AssertionError("the agent stopped by itself: " + fault, fault);
    }

    private void goDown() {
        run++;
        agent = null;
        devices.forEach(SimulatedDevice::lostConnection);
        agenda.plan(after(Duration.ofMillis(10), Duration.ofSeconds(20)), this::start);
    }

    private void kill() {
        say("down");
        storage.kill();
        goDown();
    }

    private void powerCut() {
        boolean lost = dice.chance(0.7);
        say("power_cut " + lost);
        storage.powerCut(lost);
        goDown();
        clock.reboot(dice);
    }

    /** The machine as one run of the agent knows it. */
    private final class Running implements SimulatedJournal.Machine {

        private final int of = run;

        @Override
        public void powerCut() {
            Simulation.this.powerCut();
        }

        @Override
        public void whileSyncing() {
            for (int i = dice.below(20); i > 0 && !isDown() && !starting; i--) {
                step();
            }
        }

        @Override
        public long quota() {
            return quota;
        }

        @Override
        public boolean isFull() {
            return clock.world() < fullUntil;
        }

        @Override
        public boolean isDown() {
            return of != run;
        }
    }

    private void say(String what) {
        Said said = new Said(steps, clock.world(), what, medium.nextOrdinal());
        lastSteps.add(said);
        footprint = footprint * 31 + said.hashCode();
        if (lastSteps.size() > REMEMBERED_STEPS) {
            lastSteps.remove();
        }
    }
}
