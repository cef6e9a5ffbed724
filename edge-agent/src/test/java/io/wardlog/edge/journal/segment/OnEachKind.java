package io.wardlog.edge.journal.segment;

import io.wardlog.edge.journal.JournalDisk;
import io.wardlog.edge.journal.Recovery.Known;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds of a journal, however its files are written. */
@ParameterizedClass
@EnumSource(SegmentKind.class)
abstract class OnEachKind {

    @Parameter
    SegmentKind kind;

    @TempDir
    Path directory;

    SegmentJournal open(Path at) throws IOException {
        return JournalFixture.open(kind, at);
    }

    SegmentJournal open(Path at, Known known) throws IOException {
        return open(at, known, new FileChannelDisk());
    }

    SegmentJournal open(Path at, Known known, JournalDisk disk) throws IOException {
        return JournalFixture.open(kind, at, known, disk);
    }
}
