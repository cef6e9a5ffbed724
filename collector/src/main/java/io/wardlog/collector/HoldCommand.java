package io.wardlog.collector;

import io.wardlog.collector.archive.S3Config;
import io.wardlog.collector.archive.hold.HoldStore;
import io.wardlog.collector.archive.hold.HoldStore.Outcome;
import io.wardlog.collector.archive.hold.Holds;
import io.wardlog.collector.archive.s3.S3Bucket;
import io.wardlog.collector.archive.s3.S3Clients;
import io.wardlog.collector.archive.s3.S3Holds;
import io.wardlog.hold.HoldRecord;
import io.wardlog.hold.HoldRecord.Action;
import io.wardlog.hold.HoldRecord.Step;
import io.wardlog.hold.HoldScope;
import io.wardlog.hold.SignedHold;
import io.wardlog.keys.KeyRing;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
            "Each step is signed and recorded in the archive itself before it is done. Objects that are archived later are"
                    + " held by `hold apply`."
        },
        synopsisSubcommandLabel = "COMMAND")
final class HoldCommand implements Runnable {
    private static final int NOT_AS_IT_MUST_BE = 1;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "a command is missing: set, release, apply or list");
    }

    @Command(
            name = "set",
            mixinStandardHelpOptions = true,
            description = {
                "Holds a tenant's objects, of some days or all.",
                "1, and no hold, when nothing is archived that it would be about."
            })
    int set(
            @Mixin HoldPlace place,
            @Parameters(paramLabel = "ID", description = "The hold's name, such as case-2026-17") String id,
            @Mixin Scope scope,
            @Option(names = "--ahead", description = "Also when nothing is archived yet that it is about")
                    boolean isAhead,
            @Mixin HoldSigning signing)
            throws IOException {
        Step step = Step.set(isAhead ? Action.SET_AHEAD : Action.SET);
        HoldScope asked = asked(scope);
        return with(place, (store, keys, out) -> {
            SignedHold hold = signed(signing, step, id, asked, keys);
            Outcome outcome = store.set(hold);
            if (!outcome.aboutNothing().isEmpty()) {
                out.println("nothing is archived that this hold would be about, and it was not set: "
                        + scopeOf(hold.hold()) + ". Correct tenant and days, or say --ahead");
                return NOT_AS_IT_MUST_BE;
            }
            out.println("held: " + outcome.objects().size() + " objects");
            return 0;
        });
    }

    /** About what. */
    static final class Scope {
        @Option(names = "--tenant", required = true, description = "Whose objects")
        private String tenant;

        @Option(names = "--from", paramLabel = "DAY", description = "The first day, such as 2026-11-01")
        private LocalDate from;

        @Option(names = "--to", paramLabel = "DAY", description = "The last day")
        private LocalDate to;

        private HoldScope read() {
            return new HoldScope(tenant, Optional.ofNullable(from), Optional.ofNullable(to));
        }
    }

    private HoldScope asked(Scope scope) {
        try {
            return scope.read();
        } catch (IllegalArgumentException wrong) {
            throw new CommandLine.ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
        }
    }

    private SignedHold signed(HoldSigning signing, Step step, String id, HoldScope scope, KeyRing keys)
            throws IOException {
        try {
            return signing.sign(step, id, scope, keys);
        } catch (IllegalArgumentException wrong) {
            throw new CommandLine.ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
        }
    }

    @Command(name = "release", mixinStandardHelpOptions = true, description = "Ends a hold.")
    int release(
            @Mixin HoldPlace place,
            @Parameters(paramLabel = "ID", description = "The hold's name") String id,
            @Mixin HoldSigning signing)
            throws IOException {
        return with(place, (store, keys, out) -> {
            int lifted = 0;
            for (SignedHold release : releases(store.holds(), id, signing, keys)) {
                lifted += store.release(release).objects().size();
            }
            out.println("released: " + lifted + " objects");
            return 0;
        });
    }

    /** New ones of what stands; else those that are there, which may have been carried out in half. */
    private List<SignedHold> releases(Holds holds, String id, HoldSigning signing, KeyRing keys) throws IOException {
        List<SignedHold> releases = new ArrayList<>();
        for (SignedHold standing : holds.standing(id)) {
            HoldScope scope = standing.hold().scope();
            releases.add(signed(signing, Step.release(standing.hash()), id, scope, keys));
        }
        List<SignedHold> all = releases.isEmpty() ? holds.releases(id) : releases;
        if (all.isEmpty()) {
            throw new IOException("there is no hold " + id);
        }
        return all;
    }

    @Command(
            name = "apply",
            mixinStandardHelpOptions = true,
            description = {
                "Carries out the holds that stand on everything archived since.",
                "1 when one is about nothing, or something among the records is no hold that counts."
            })
    int apply(@Mixin HoldPlace place) throws IOException {
        return with(place, (store, keys, out) -> {
            Outcome outcome = store.apply();
            out.println("held: " + outcome.objects().size() + " objects");
            boolean isRight = sayWhatIsWrong(store.holds(), outcome, out);
            return isRight ? 0 : NOT_AS_IT_MUST_BE;
        });
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = {
                "Lists the holds, and every object that should be held and is not.",
                "1 when there is one, when a hold is about nothing, or something among the records is no hold that counts."
            })
    int list(@Mixin HoldPlace place) throws IOException {
        return with(place, (store, keys, out) -> {
            Holds holds = store.holds();
            holds.standing().forEach(hold -> out.println("stands    " + line(hold.hold())));
            holds.releases().forEach(release -> out.println("released  " + line(release.hold())));
            Outcome state = store.state();
            List<HoldStore.Held> missing =
                    state.objects().stream().filter(each -> !each.isHeld()).toList();
            int all = state.objects().size();
            out.println("held: " + (all - missing.size()) + " of " + all + " objects");
            missing.forEach(each -> out.println("not held  " + each.name()));
            boolean isRight = sayWhatIsWrong(holds, state, out);
            return missing.isEmpty() && isRight ? 0 : NOT_AS_IT_MUST_BE;
        });
    }

    /** Whether every hold is about something and every record counts. */
    private static boolean sayWhatIsWrong(Holds holds, Outcome outcome, PrintWriter out) {
        outcome.aboutNothing()
                .forEach(hold -> out.println("nothing   " + hold.hold().id() + " is about nothing that is archived"));
        holds.refused().forEach(each -> out.println("refused   " + each.name() + ": " + each.reason()));
        return outcome.aboutNothing().isEmpty() && holds.refused().isEmpty();
    }

    private static String line(HoldRecord hold) {
        return hold.id() + ": " + scopeOf(hold) + "; " + hold.reason().at() + " "
                + hold.reason().by() + ": " + hold.reason().text();
    }

    private static String scopeOf(HoldRecord hold) {
        HoldScope scope = hold.scope();
        return "tenant " + scope.tenantId()
                + scope.from().map(day -> " from " + day).orElse("")
                + scope.to().map(day -> " to " + day).orElse("");
    }

    private interface Work {
        int run(HoldStore store, KeyRing keys, PrintWriter out) throws IOException;
    }

    private int with(HoldPlace place, Work work) throws IOException {
        S3Config s3 = place.bucket();
        KeyRing keys = place.keys();
        try (S3Bucket bucket = new S3Bucket(S3Clients.create(s3), s3, InstantSource.system())) {
            return work.run(new S3Holds(bucket, keys), keys, spec.commandLine().getOut());
        }
    }
}
