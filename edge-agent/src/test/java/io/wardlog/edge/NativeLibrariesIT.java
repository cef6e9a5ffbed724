package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged class path on 64-bit ARM: each Linux library that is there for x86-64 is there for aarch64, too, told by the ELF header and
 * not by its name, or stands in {@link #FALLBACKS} with what does its work instead. That the agent also runs with none of Netty's is shown by
 * {@link WithoutNativesIT}.
 */
class NativeLibrariesIT {

    private static final Path PACKAGED = Path.of("target/lib");
    private static final int X86_64 = 62; // ELF e_machine
    private static final int AARCH64 = 183;

    /** Libraries without a twin, by what does the work in pure Java; none at present. */
    private static final Map<String, String> FALLBACKS = Map.of();

    /** Libraries by architecture, their names without it. */
    private final Map<Integer, Set<String>> libraries = new TreeMap<>();

    @Test
    void everyLibraryForX86HasItsTwinForArm() throws IOException {
        for (Path jar : packagedJars()) {
            read(jar);
        }
        Set<String> x86 = libraries.getOrDefault(X86_64, Set.of());
        assertThat(x86.stream().map(NativeLibrariesIT::shortName))
                .as("what is known to be native: when one is gone, this test looks in the wrong place")
                .contains("libnetty_tcnative_linux_ARCH.so", "libnetty_transport_native_epoll_ARCH.so")
                .anyMatch(name -> name.startsWith("libzstd-jni"));
        Set<String> missing = new TreeSet<>(x86);
        missing.removeAll(libraries.getOrDefault(AARCH64, Set.of()));
        missing.removeIf(name -> FALLBACKS.containsKey(shortName(name)));
        assertThat(missing).as("x86-64 libraries without a twin for aarch64").isEmpty();
    }

    @Test
    void thePackagedAgentUsesThem(@TempDir Path directory) throws Exception {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "skipped: epoll is Linux's");
        String packaged = "target/classes" + File.pathSeparator + PACKAGED + "/*";
        try (AgentProcess agent = AgentProcess.start(new AgentFixture(directory), packaged, AgentProcess.SHORT_LIVED)) {
            assertThat(agent.output()).contains("transport=epoll", "tls=BoringSSL");
        }
    }

    private static List<Path> packagedJars() throws IOException {
        try (Stream<Path> all = Files.list(PACKAGED)) {
            return all.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .collect(Collectors.toCollection(ArrayList::new));
        }
    }

    private void read(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry :
                    zip.stream().filter(NativeLibrariesIT::isOfLinux).toList()) {
                try (InputStream in = zip.getInputStream(entry)) {
                    byte[] header = in.readNBytes(20);
                    if (header.length == 20 && header[0] == 0x7F && header[1] == 'E' && header[2] == 'L') {
                        int machine = header[18] & 0xFF | (header[19] & 0xFF) << 8;
                        libraries
                                .computeIfAbsent(machine, of -> new TreeSet<>())
                                .add(withoutArchitecture(entry.getName()));
                    }
                }
            }
        }
    }

    /** The other systems' libraries are ELF files, too. */
    private static boolean isOfLinux(ZipEntry entry) {
        String name = entry.getName().toLowerCase(Locale.ROOT);
        return name.endsWith(".so")
                && (name.contains("linux") || name.contains("epoll") || !name.matches(".*(bsd|sunos|aix).*"));
    }

    private static String withoutArchitecture(String name) {
        return name.replaceAll("x86_64|x86-64|amd64|aarch_64|aarch64", "ARCH");
    }

    private static String shortName(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }
}
