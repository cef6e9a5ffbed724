package io.wardlog.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The restore drill in docs/operate-the-collector.md: the commands that an operator copies from it. */
final class DrillPage {
    private static final Path PAGE = Modules.ofThisBuild().home().resolve("docs/operate-the-collector.md");
    private static final String HEADING = "\n## Restore drill\n";
    private static final Pattern LISTED = Pattern.compile("(?m)^\\./wardlog ([^#\\n]+)");
    private static final Pattern VERIFY_BUCKET = Pattern.compile("`\\./wardlog (verify --archive s3:[^`]+)`");

    /** What is lost; each has a list of commands below its title. */
    enum Loss {
        MACHINE_AND_INDEX("**The collector's machine and OpenSearch are lost, Kafka is there.**"),
        KAFKA_AS_WELL("**Kafka is lost as well.**");

        private final String title;

        Loss(String title) {
            this.title = title;
        }
    }

    private DrillPage() {}

    /** The words of each command after the launcher, in the page's order. */
    static List<List<String>> commands(Loss loss) throws IOException {
        String list = after(after(section(), loss.title), "```sh\n");
        return LISTED.matcher(list.substring(0, list.indexOf("```")))
                .results()
                .map(DrillPage::words)
                .toList();
    }

    /** The command that stands for the lists' {@code verify} when the archive is in a bucket. */
    static List<String> verifyBucket() throws IOException {
        return VERIFY_BUCKET
                .matcher(section())
                .results()
                .map(DrillPage::words)
                .findFirst()
                .orElseThrow(() -> new AssertionError("the page does not say how a bucket is verified"));
    }

    private static List<String> words(MatchResult command) {
        return List.of(command.group(1).strip().split(" +"));
    }

    private static String section() throws IOException {
        return after(Files.readString(PAGE), HEADING);
    }

    private static String after(String text, String mark) {
        int at = text.indexOf(mark);
        if (at < 0) {
            throw new AssertionError("the page has no " + mark.strip());
        }
        return text.substring(at + mark.length());
    }
}
