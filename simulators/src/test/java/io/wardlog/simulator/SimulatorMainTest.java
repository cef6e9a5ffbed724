package io.wardlog.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the command line refuses before anything is sent. */
class SimulatorMainTest {
    private static final int USAGE = 2;

    @TempDir
    Path directory;

    @Test
    void wantsADeviceOfEveryKindThatABedHas() throws Exception {
        Path devices = Files.writeString(directory.resolve("devices.json"), """
                {"devices":[{"id":"v-1","type":"ventilator","username":"v-1","password":"secret"}]}""");
        StringWriter said = new StringWriter();
        CommandLine command = SimulatorMain.commandLine().setErr(new PrintWriter(said));
        int exit = command.execute(
                "ward", "--beds", "1", "--devices", devices.toString(), "--bed-devices", "ventilator,smart_bed");
        assertThat(exit).isEqualTo(USAGE);
        assertThat(said.toString())
                .contains("1 beds need 1 devices of type smart_bed; the file has 0")
                .doesNotContain("secret");
    }

    @Test
    void knowsNoOtherKinds() {
        StringWriter said = new StringWriter();
        CommandLine command = SimulatorMain.commandLine().setErr(new PrintWriter(said));
        assertThat(command.execute("ward", "--devices", "none.json", "--bed-devices", "gateway"))
                .isEqualTo(USAGE);
        assertThat(said.toString()).contains("infusion_pump, patient_monitor, ventilator, smart_bed");
    }

    @Test
    void loadSaysWhatItLacksBeforeItConnects() throws Exception {
        Path devices = Files.writeString(directory.resolve("devices.json"), """
                {"devices":[{"id":"v-1","type":"ventilator","username":"v-1","password":"secret"},
                            {"id":"g-1","type":"gateway","username":"g-1","password":"secret"}]}""");
        assertThat(load("--rate", "10", "--connections", "2", "--devices", devices.toString()))
                .contains("2 connections need as many devices; " + devices + " has 1 that can be simulated")
                .doesNotContain("secret");
        assertThat(load("--rate", "10", "--connections", "90000000", "--devices", devices.toString()))
                .contains("ulimit -n 90000100");
        assertThat(load(
                        "--rate",
                        "10",
                        "--connections",
                        "1",
                        "--devices",
                        devices.toString(),
                        "--sign-in",
                        "certificate"))
                .contains("needs --ca");
        assertThat(load("--rate", "0", "--devices", devices.toString())).contains("--rate must be above 0");
    }

    private static String load(String... arguments) {
        StringWriter said = new StringWriter();
        CommandLine command = SimulatorMain.commandLine().setErr(new PrintWriter(said));
        List<String> words = new ArrayList<>(List.of("load"));
        words.addAll(List.of(arguments));
        assertThat(command.execute(words.toArray(String[]::new))).isEqualTo(USAGE);
        return said.toString();
    }
}
