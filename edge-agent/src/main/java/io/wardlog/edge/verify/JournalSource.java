package io.wardlog.edge.verify;

import io.wardlog.edge.journal.Corruption;
import io.wardlog.edge.journal.segment.JournalVerifier;
import java.io.IOException;

/** Where the entries of a journal come from that is checked: its files, but for simulations. */
public interface JournalSource {

    /** As {@link JournalVerifier#verify}. */
    JournalVerifier.Summary verify(JournalVerifier.Visitor visitor) throws IOException;

    /** As {@link JournalVerifier#remains}. */
    void remains(Corruption corruption, JournalVerifier.Remains visitor) throws IOException;

    /** Files. */
    static JournalSource of(JournalVerifier files) {
        return new JournalSource() {
            @Override
            public JournalVerifier.Summary verify(JournalVerifier.Visitor visitor) throws IOException {
                return files.verify(visitor);
            }

            @Override
            public void remains(Corruption corruption, JournalVerifier.Remains visitor) throws IOException {
                files.remains(corruption, visitor);
            }
        };
    }
}
