package io.wardlog.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.collector.CollectorConfig;
import io.wardlog.collector.register.RegisterConfig;
import io.wardlog.config.ConfigReference;
import io.wardlog.edge.EdgeConfig;
import io.wardlog.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * The reference pages say what the code says. After a change write them anew: {@code mvn -pl deploy/local -am test -Dtest=ReferencePagesTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dwardlog.docs=write}.
 */
class ReferencePagesTest {
    private static final Path DOCS = Path.of("../../docs");
    private static final String ORIGIN = "<!-- Generated from the code by ReferencePagesTest; change it there. -->\n";

    @Test
    void theConfigurationPageIsThatOfTheRecords() throws IOException {
        String page = ORIGIN
                + """

                # Configuration reference

                Files are YAML 1.2. A key may be set by its environment variable instead, which wins; lists are separated by commas there. Unknown
                keys and bad values are errors, all reported together with line and fix. Paths are relative to the file. Durations: `250ms`,
                `10s`, `5m`, `24h`, `7d`. Sizes: `64KiB`, `16MiB`, `2GiB`. Examples with every section:
                [agent](../edge-agent/src/main/config/agent.example.yaml), [collector](../collector/src/main/config/collector.example.yaml).

                ## Agent: agent.yaml

                """
                + ConfigReference.markdown(EdgeConfig.class, EdgeConfig.ENVIRONMENT_PREFIX)
                + "\n## Collector: collector.yaml\n\n"
                + ConfigReference.markdown(CollectorConfig.class, CollectorConfig.ENVIRONMENT_PREFIX)
                + "\n## Collector: the register of agents\n\n"
                + ConfigReference.markdown(RegisterConfig.class, "");
        compare("configuration.md", page);
    }

    @Test
    void thePageOfErrorCodesIsThatOfTheEnum() throws IOException {
        StringBuilder page = new StringBuilder(ORIGIN);
        page.append(
                "\n# Error codes\n\nThe stable names of everything that Wardlog refuses or reports, in answers to devices, problem"
                        + " documents (RFC 9457), metrics, logs and\nrecords. A code never changes its meaning and is never used for another.\n\n");
        page.append("| code | HTTP | meaning |\n|---|---|---|\n");
        for (ErrorCode code : ErrorCode.values()) {
            page.append(
                    String.format(Locale.ROOT, "| `%s` | %d | %s |%n", code.code(), code.httpStatus(), code.title()));
        }
        compare("error-codes.md", page.toString());
    }

    private static void compare(String name, String page) throws IOException {
        Path file = DOCS.resolve(name);
        if ("write".equals(System.getProperty("wardlog.docs"))) {
            Files.writeString(file, page);
        }
        assertThat(file).as("docs/" + name + " is that of this code").hasContent(page);
    }
}
