package io.wardlog.collector;

import io.wardlog.collector.archive.S3Config;
import io.wardlog.collector.archive.hold.HoldRecord;
import io.wardlog.collector.archive.hold.HoldRecord.Action;
import io.wardlog.collector.archive.hold.HoldScope;
import io.wardlog.collector.archive.hold.HoldStore;
import io.wardlog.collector.archive.hold.Holds;
import io.wardlog.collector.archive.s3.S3Bucket;
import io.wardlog.collector.archive.s3.S3Clients;
import io.wardlog.collector.archive.s3.S3Holds;
import io.wardlog.config.ConfigException;
import io.wardlog.config.ConfigLoader;
import io.wardlog.config.ConfigProblem;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code wardlog collector hold}: legal holds of an archive in a bucket. */
@Command(
        name = "hold",
        mixinStandardHelpOptions = true,
        description = {
            "Sets, releases and lists legal holds: archived objects that cannot be deleted as long as the hold stands, also"
                    + " when their retention has ended. Releasing one never shortens a retention.",
            "Each step is recorded in the archive itself before it is done. Objects that are archived later are held by"
                    + " `hold apply`."
        },
        synopsisSubcommandLabel = "COMMAND")
final class HoldCommand implements Runnable {
    private static final int NOT_HELD = 1;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    /** Where the archive is, and who asks. */
    static final class Place {
        @Option(names = "--config", required = true, paramLabel = "FILE", description = "The collector's configuration")
        private Path config;

        @Option(
                names = "--credentials",
                paramLabel = "FILE",
                description = "AWS credentials of who may set holds, in the place of the collector's own")
        private Path credentials;
    }

    /** Why. */
    static final class Why {
        @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why, for the record")
        private String text;

        @Option(names = "--by", paramLabel = "NAME", description = "Who says so; without it the user of this machine")
        private String by = System.getProperty("user.name");

        private HoldRecord.Reason reason() {
            return new HoldRecord.Reason(text, by, Instant.now().truncatedTo(ChronoUnit.SECONDS));
        }
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "a command is missing: set, release, apply or list");
    }

    @Command(
            name = "set",
            mixinStandardHelpOptions = true,
            description = "Holds a tenant's objects, of some days or all.")
    int set(
            @Mixin Place place,
            @Parameters(paramLabel = "ID", description = "The hold's name, such as case-2026-17") String id,
            @Option(names = "--tenant", required = true, description = "Whose objects") String tenant,
            @Option(names = "--from", paramLabel = "DAY", description = "The first day, such as 2026-11-01")
                    LocalDate from,
            @Option(names = "--to", paramLabel = "DAY", description = "The last day") LocalDate to,
            @Mixin Why why)
            throws IOException {
        HoldRecord hold = asked(tenant, from, to, id, why);
        return with(place, (store, out) -> {
            out.println("held: " + store.set(hold) + " objects");
            return 0;
        });
    }

    private HoldRecord asked(String tenant, LocalDate from, LocalDate to, String id, Why why) {
        try {
            HoldScope scope = new HoldScope(tenant, Optional.ofNullable(from), Optional.ofNullable(to));
            return new HoldRecord(Action.SET, id, scope, why.reason());
        } catch (IllegalArgumentException wrong) {
            throw new CommandLine.ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
        }
    }

    @Command(name = "release", mixinStandardHelpOptions = true, description = "Ends a hold.")
    int release(
            @Mixin Place place,
            @Parameters(paramLabel = "ID", description = "The hold's name") String id,
            @Mixin Why why)
            throws IOException {
        return with(place, (store, out) -> {
            Holds holds = store.holds();
            HoldRecord known = holds.active().getOrDefault(id, holds.released().get(id));
            if (known == null) {
                throw new IOException("there is no hold " + id);
            }
            HoldRecord release = new HoldRecord(Action.RELEASE, id, known.scope(), why.reason());
            out.println("released: " + store.release(release) + " objects");
            return 0;
        });
    }

    @Command(
            name = "apply",
            mixinStandardHelpOptions = true,
            description = "Carries out the holds that stand on everything archived since.")
    int apply(@Mixin Place place) throws IOException {
        return with(place, (store, out) -> {
            out.println("held: " + store.apply() + " objects");
            return 0;
        });
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists the holds, and every object that should be held and is not; 1 when there is one.")
    int list(@Mixin Place place) throws IOException {
        return with(place, (store, out) -> {
            Holds holds = store.holds();
            new TreeMap<>(holds.active()).values().forEach(hold -> out.println("stands    " + line(hold)));
            new TreeMap<>(holds.released()).values().forEach(hold -> out.println("released  " + line(hold)));
            List<HoldStore.Held> state = store.state();
            List<HoldStore.Held> missing =
                    state.stream().filter(each -> !each.isHeld()).toList();
            out.println("held: " + (state.size() - missing.size()) + " of " + state.size() + " objects");
            missing.forEach(each -> out.println("not held  " + each.name()));
            return missing.isEmpty() ? 0 : NOT_HELD;
        });
    }

    private static String line(HoldRecord hold) {
        HoldScope scope = hold.scope();
        return hold.id() + ": tenant " + scope.tenantId()
                + scope.from().map(day -> " from " + day).orElse("")
                + scope.to().map(day -> " to " + day).orElse("")
                + "; " + hold.reason().at() + " " + hold.reason().by() + ": "
                + hold.reason().text();
    }

    private interface Step {
        int run(HoldStore store, PrintWriter out) throws IOException;
    }

    private int with(Place place, Step step) throws IOException {
        S3Config s3 = s3(place);
        try (S3Bucket bucket = new S3Bucket(S3Clients.create(s3), s3, InstantSource.system())) {
            return step.run(new S3Holds(bucket), spec.commandLine().getOut());
        }
    }

    private static S3Config s3(Place place) {
        CollectorConfig config = ConfigLoader.load(
                CollectorConfig.class, place.config, System.getenv(), CollectorConfig.ENVIRONMENT_PREFIX);
        Optional<S3Config> s3 = config.archive().flatMap(archive -> archive.s3());
        if (s3.isEmpty()) {
            throw new ConfigException(
                    place.config.toString(),
                    List.of(new ConfigProblem(
                            0, "archive.s3", "is missing: only a bucket knows legal holds", "Name the bucket")));
        }
        return place.credentials == null ? s3.get() : s3.get().withCredentials(place.credentials);
    }
}
