package io.wardlog.collector.avro;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.collector.avro.Subjects.Version;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.api.Test;

class SubjectsTest {

    private final Subjects subjects = Subjects.builtIn();

    /**
     * Consumers have stored these numbers in their own records. A release adds a line for each new version; none is ever changed: when
     * this fails, the generator has changed what is released.
     */
    @Test
    void whatIsReleasedKeepsItsIdForEver() throws IOException {
        try (InputStream in = SubjectsTest.class.getResourceAsStream("/avro/ids.txt")) {
            List<String> released = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            assertThat(subjects.names().stream()
                            .flatMap(name -> subjects.versions(name).values().stream())
                            .map(version -> version.subject() + " " + version.version() + " " + version.id()))
                    .containsAll(released);
        }
    }

    @Test
    void aVersionIsFoundByNameAndById() {
        Version version =
                subjects.versions("io.wardlog.event.infusion.started.Event").get(1);
        assertThat(subjects.byId(version.id())).contains(version);
        assertThat(Subjects.builtIn().byId(version.id())).contains(version);
        assertThat(subjects.byId(1)).isEmpty();
        assertThat(subjects.versions("io.wardlog.event.infusion.started")).isEmpty();
    }

    /** Holds from the first second version on. */
    @Test
    void aNewVersionReadsWhatWasWrittenWithTheOldOne() {
        for (String name : subjects.names()) {
            Version before = null;
            for (Version version : subjects.versions(name).values()) {
                assertThat(isReadable(version, before == null ? version : before))
                        .as(name)
                        .isTrue();
                before = version;
            }
        }
    }

    private static boolean isReadable(Version reader, Version writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(parse(reader), parse(writer))
                        .getType()
                == SchemaCompatibilityType.COMPATIBLE;
    }

    private static Schema parse(Version version) {
        return new Schema.Parser().parse(version.schema());
    }
}
