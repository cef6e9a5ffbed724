package io.wardlog.edge.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wardlog.edge.TenantBundles;
import io.wardlog.edge.fake.RealDisk;
import io.wardlog.edge.forward.OutgoingBatch;
import io.wardlog.edge.forward.Uplink;
import io.wardlog.edge.forward.UplinkAnswer;
import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import io.wardlog.keys.KeyId;
import io.wardlog.keys.KeyPurpose;
import io.wardlog.keys.KeyRing;
import io.wardlog.keys.PrivateKeySigner;
import io.wardlog.keys.TrustedKey;
import io.wardlog.schema.SchemaStatus;
import io.wardlog.schema.bundle.BundleCheck;
import io.wardlog.schema.bundle.RegistryBundle;
import io.wardlog.schema.bundle.SignedBundle;
import io.wardlog.testkit.LogMemory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every step of taking a bundle over fails once, before and after it took effect; then the process is killed and started again. */
class BundleKeeperTest {

    /** Where it fails. */
    private enum Step {
        WRITE,
        SYNC,
        RENAME_NOT_DURABLE,
        RECORD
    }

    @RegisterExtension
    final LogMemory logs = new LogMemory();

    @TempDir
    private Path directory;

    private final List<Hash> recorded = new ArrayList<>();
    private final List<Hash> refused = new ArrayList<>();
    private final List<String> codes = new ArrayList<>();
    private final KeyPair keys = newKeys();
    private KeyPair trustedKeys = keys;
    private SchemasInForce schemas;
    private Step failing;
    private SignedBundle first;
    private SignedBundle second;

    private static KeyPair newKeys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void bundles() {
        first = bundle(1);
        second = bundle(2);
    }

    private SignedBundle bundle(long version) {
        return bundle("acme", version, keys);
    }

    private static SignedBundle bundle(String tenant, long version, KeyPair signer) {
        String madeAt = "2026-11-23T08:00:00.000000Z";
        return SignedBundle.sign(
                new RegistryBundle("Ed25519", KeyId.of(signer.getPublic()), tenant, version, madeAt, List.of()),
                new PrivateKeySigner(signer));
    }

    /** A keeper as a process has one after its start. */
    private BundleKeeper start() throws Exception {
        RegistryMetrics metrics = new Counting();
        Optional<Path> types = Optional.of(directory.resolve("types")).filter(Files::exists);
        KeyRing trusted = new KeyRing(List.of(TrustedKey.of(trustedKeys.getPublic(), KeyPurpose.SCHEMA_REGISTRY)));
        RegistryConfig config = new RegistryConfig(List.of(), Duration.ofMinutes(1), types, true, List.of());
        schemas = SchemasInForce.read(config, "acme", trusted, metrics);
        BundleKeeper keeper = new BundleKeeper(
                new BundleCheck("acme", trusted, schemas.withoutBundle()),
                new BundleKeeper.Parts(
                        schemas,
                        new KeptBundle(directory.resolve("registry.bundle"), new FailingDisk()),
                        this::record,
                        metrics));
        keeper.begin();
        return keeper;
    }

    private boolean record(RegistryRecord.Change change) {
        return failing != Step.RECORD && (change.applied() ? recorded : refused).add(change.after());
    }

    @Test
    void whatWasTakenIsRecordedAndThereAfterAStart() throws Exception {
        BundleKeeper keeper = start();
        keeper.take(first.encode());
        keeper.take(first.encode());
        keeper.take(second.encode());

        assertThat(keeper.version()).isEqualTo(2);
        assertThat(codes).isEmpty();
        assertThat(recorded).containsExactly(first.sha256(), second.sha256());
        assertThat(start().version()).isEqualTo(2);
        assertThat(recorded).containsExactly(first.sha256(), second.sha256(), second.sha256());
    }

    @ParameterizedTest
    @EnumSource
    void aStepThatFailsLeavesTheOldOneOrTheNewOneAndTheNextTrySucceeds(Step step) throws Exception {
        BundleKeeper keeper = start();
        keeper.take(first.encode());
        failing = step;
        if (step == Step.RECORD) {
            keeper.take(second.encode());
        } else {
            assertThatThrownBy(() -> keeper.take(second.encode())).isInstanceOf(IOException.class);
        }
        assertThat(keeper.version())
                .as("nothing is in force that is not recorded")
                .isEqualTo(1);
        failing = null;

        BundleKeeper afterAKill = start();
        assertThat(afterAKill.version()).isEqualTo(step.compareTo(Step.RENAME_NOT_DURABLE) < 0 ? 1 : 2);
        assertThat(recorded).last().isEqualTo(afterAKill.version() == 1 ? first.sha256() : second.sha256());

        keeper.take(second.encode());
        assertThat(keeper.version()).isEqualTo(2);
        assertThat(Files.readAllBytes(directory.resolve("registry.bundle"))).isEqualTo(second.encode());
    }

    @Test
    void whatHadNoRoomAtTheStartIsRecordedLater() throws Exception {
        start().take(first.encode());
        failing = Step.RECORD;
        BundleKeeper keeper = start();
        assertThat(keeper.catchUp()).isFalse();
        assertThat(keeper.version())
                .as("nothing is in force that is not recorded")
                .isZero();
        assertThat(schemas.areComplete()).isFalse();
        assertThat(logs.events()).containsOnlyOnce("registry_waits_for_room");
        failing = null;

        assertThat(keeper.catchUp()).isTrue();
        assertThat(keeper.version()).isEqualTo(1);
        assertThat(schemas.areComplete()).isTrue();
        assertThat(recorded).containsExactly(first.sha256(), first.sha256());
    }

    @Test
    void aDirectoryHasToBeRecordedToo() throws Exception {
        TenantBundles.write(directory.resolve("types"), "tablet_docked", SchemaStatus.ACTIVE);
        failing = Step.RECORD;
        BundleKeeper keeper = start();
        assertThat(schemas.current().knows("x_acme.tablet_docked")).isFalse();
        assertThat(schemas.areComplete()).isFalse();
        failing = null;

        assertThat(keeper.catchUp()).isTrue();
        assertThat(schemas.current().knows("x_acme.tablet_docked")).isTrue();
        assertThat(schemas.areComplete()).isTrue();
        assertThat(recorded).containsExactly(Sha256.of(Files.readAllBytes(directory.resolve("types/index.json"))));
    }

    /** The document is a pipe: whoever comes to read it finds that the index has become another one in the meantime. */
    @Test
    void theHashOnRecordIsThatOfTheIndexWhoseTypesAreInForce() throws Exception {
        Path types = directory.resolve("types");
        TenantBundles.write(types, "tablet_docked", SchemaStatus.ACTIVE);
        Path index = types.resolve("index.json");
        Hash checked = Sha256.of(Files.readAllBytes(index));
        Path document = types.resolve("x_acme.tablet_docked/1.json");
        byte[] bytes = Files.readAllBytes(document);
        Files.delete(document);
        assertThat(new ProcessBuilder("mkfifo", document.toString()).start().waitFor())
                .isZero();
        FutureTask<Path> change = new FutureTask<>(() -> {
            try (OutputStream reader = Files.newOutputStream(document, StandardOpenOption.WRITE)) {
                Files.writeString(index, "{\"indexVersion\": 1, \"events\": []}");
                reader.write(bytes);
            }
            return index;
        });
        Thread changing = new Thread(change, "changing");
        changing.setDaemon(true);
        changing.start();

        start();
        assertThat(change.get(20, TimeUnit.SECONDS)).isEqualTo(index);
        assertThat(schemas.current().knows("x_acme.tablet_docked")).isTrue();
        assertThat(recorded).containsExactly(checked);
    }

    @Test
    void aRefusalThatHadNoRoomIsRecordedLater() throws Exception {
        BundleKeeper keeper = start();
        keeper.take(second.encode());
        failing = Step.RECORD;
        assertThat(keeper.take(first.encode())).isFalse();
        assertThat(codes).containsExactly("registry_stale");
        assertThat(schemas.areComplete()).as("nothing that would enter waits").isTrue();
        failing = null;

        assertThat(keeper.catchUp()).isTrue();
        assertThat(refused).containsExactly(first.sha256());
        assertThat(keeper.version()).isEqualTo(2);
    }

    @Test
    void aKeptBundleThatIsRefusedAtTheStartIsStillTheFloor() throws Exception {
        start().take(second.encode());
        trustedKeys = newKeys();
        SignedBundle older = bundle("acme", 1, trustedKeys);
        BundleKeeper keeper = start();
        assertThat(keeper.version()).isZero();
        assertThat(refused).containsExactly(second.sha256());

        keeper.take(older.encode());
        assertThat(keeper.version()).as("older than what was in force").isZero();
        assertThat(codes).containsExactly("signature_invalid", "registry_stale");
        assertThat(logs.values("registry_refused", "code")).isEqualTo(codes);
        assertThat(Files.readAllBytes(directory.resolve("registry.bundle"))).isEqualTo(second.encode());
        start().take(older.encode());
        assertThat(codes).as("after one more start, too").endsWith("registry_stale");

        keeper = start();
        keeper.take(bundle("acme", 3, trustedKeys).encode());
        assertThat(keeper.version()).isEqualTo(3);
    }

    /** One bit makes a 6 of a 2: no bundle of the tenant would come into force again before number 6. */
    @Test
    void theNumberOfABundleThatTheDiskHasChangedIsNoFloor() throws Exception {
        start().take(second.encode());
        Path kept = directory.resolve("registry.bundle");
        String member = "\"registryVersion\":";
        String changed = Files.readString(kept, StandardCharsets.ISO_8859_1).replace(member + "2", member + "6");
        Files.writeString(kept, changed, StandardCharsets.ISO_8859_1);
        BundleKeeper keeper = start();
        assertThat(codes).containsExactly("signature_invalid");
        assertThat(keeper.version()).isZero();

        keeper.take(second.encode());
        assertThat(keeper.version()).isEqualTo(2);
    }

    @Test
    void anotherTenantsNumberIsNoFloor() throws Exception {
        Files.write(
                directory.resolve("registry.bundle"), bundle("other", 9, keys).encode());
        BundleKeeper keeper = start();
        keeper.take(first.encode());
        assertThat(keeper.version()).isEqualTo(1);
        assertThat(codes).containsExactly("registry_foreign");
    }

    /** A thread that ends alone would leave an agent that never again hears of a new type. */
    @Test
    void anErrorOfThePullingThreadReachesTheFatalHandler() throws Exception {
        Uplink broken = new Uplink() {
            @Override
            public CompletableFuture<UplinkAnswer> head() {
                throw new AssertionError("nobody asks");
            }

            @Override
            public CompletableFuture<UplinkAnswer> registry(List<Hash> known) {
                throw new NoClassDefFoundError("by the test");
            }

            @Override
            public CompletableFuture<UplinkAnswer> send(OutgoingBatch batch) {
                throw new AssertionError("nobody sends");
            }

            @Override
            public void close() {}
        };
        CompletableFuture<String> fault = new CompletableFuture<>();
        RegistryPull pull = new RegistryPull(
                start(), Optional.of(broken), Duration.ofHours(1), (name, cause) -> fault.complete(name));
        pull.start();
        assertThat(fault.get(20, TimeUnit.SECONDS)).isEqualTo("registry_failed");
        assertThat(pull.stop(Duration.ofSeconds(20))).isTrue();
    }

    private final class Counting implements RegistryMetrics {
        @Override
        public void bundleRefused(String code) {
            codes.add(code);
        }

        @Override
        public void deprecatedAccepted(String eventType, int version) {
            throw new AssertionError(eventType);
        }
    }

    /** The real disk, of which one operation fails. */
    private final class FailingDisk extends RealDisk {

        @Override
        public DiskFile open(Path file) throws IOException {
            return new DelegatingFile(super.open(file)) {
                @Override
                public void write(ByteBuffer bytes, long offset) throws IOException {
                    fail(Step.WRITE);
                    super.write(bytes, offset);
                }

                @Override
                public void sync() throws IOException {
                    fail(Step.SYNC);
                    super.sync();
                }
            };
        }

        @Override
        public void syncDirectory(Path path) throws IOException {
            fail(Step.RENAME_NOT_DURABLE);
            super.syncDirectory(path);
        }

        private void fail(Step step) throws IOException {
            if (failing == step) {
                throw new IOException("Input/output error");
            }
        }
    }
}
