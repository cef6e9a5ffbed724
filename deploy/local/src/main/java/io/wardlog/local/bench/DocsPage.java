package io.wardlog.local.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page of the documentation with parts that a command writes: each between two comments that name it. */
record DocsPage(Path file) {

    /**
     * Writes the part anew; all else stays as it is.
     *
     * @throws IOException when the page has no such part
     */
    void replace(String part, String text) throws IOException {
        String begin = "<!-- " + part + " -->\n";
        String end = "<!-- end of " + part + " -->\n";
        String page = Files.readString(file);
        int from = page.indexOf(begin);
        int to = page.indexOf(end);
        if (from < 0 || to < from) {
            throw new IOException(file + " has no part between " + begin.strip() + " and " + end.strip());
        }
        Files.writeString(file, page.substring(0, from + begin.length()) + text + page.substring(to));
    }
}
