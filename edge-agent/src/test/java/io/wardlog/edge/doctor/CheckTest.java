package io.wardlog.edge.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.config.HostPort;
import io.wardlog.edge.forward.ClockOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a check says of a machine that is not as it should be, and how to repair it: for those that need no disk and no collector. */
class CheckTest {

    private static final HostPort COLLECTOR = new HostPort("collector.example", 8443);

    @Test
    void aClockThatIsFarFromTheCollectorsIsAFailure() {
        Diagnosis behind = ClockCheck.against(COLLECTOR, new ClockOffset(120_250_000, 4_000));
        assertThat(behind.level()).isEqualTo(Diagnosis.Level.FAILED);
        assertThat(behind.found()).isEqualTo("120.250 s behind the time that collector.example:8443 signs, ± 0.004 s");
        assertThat(behind.fix()).contains("systemctl enable --now systemd-timesyncd");
        Diagnosis ahead = ClockCheck.against(COLLECTOR, new ClockOffset(-3_600_000_000L, 4_000));
        assertThat(ahead.level()).isEqualTo(Diagnosis.Level.FAILED);
        assertThat(ahead.found()).startsWith("3600.000 s ahead of");
        assertThat(ClockCheck.against(COLLECTOR, new ClockOffset(250_000, 4_000))
                        .level())
                .isEqualTo(Diagnosis.Level.OK);
    }

    private static Diagnosis descriptors(ObjectNode numbers, boolean running) {
        List<Diagnosis> found = new ArrayList<>();
        new DescriptorCheck(numbers, running).look(found::add);
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static ObjectNode numbers(long limit, long needed) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("open", 70)
                .put("limit", limit)
                .put("needed", needed);
    }

    @Test
    void fewerDescriptorsThanConnectionsAreAWarning() {
        Diagnosis few = descriptors(numbers(1_024, 40_200), true);
        assertThat(few.level()).isEqualTo(Diagnosis.Level.WARNING);
        assertThat(few.found())
                .isEqualTo(
                        "1024 files may be open, the agent has 70 open; 40200 are needed when every connection is there");
        assertThat(few.fix()).startsWith("LimitNOFILE=40200 in the service's unit");
        assertThat(descriptors(numbers(1_024, 40_200), false).found()).contains("by a process of this user");
        assertThat(descriptors(numbers(65_536, 40_200), true).level()).isEqualTo(Diagnosis.Level.OK);
        assertThat(descriptors(JsonNodeFactory.instance.objectNode(), false).level())
                .isEqualTo(Diagnosis.Level.OK);
    }
}
