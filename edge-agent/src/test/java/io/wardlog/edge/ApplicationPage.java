package io.wardlog.edge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The first event in docs/connect-an-application.md: the commands that somebody copies from it, and the answer that it promises. */
record ApplicationPage(String withToken, String answer, String withCertificate) {
    private static final Path PAGE = Path.of("../docs/connect-an-application.md");
    private static final String HEADING = "\n## One event\n";
    private static final String HTTP = "http://127.0.0.1:8088/";
    private static final String HTTPS = "https://gateway:8443/";

    static ApplicationPage read() throws IOException {
        String section = after(Files.readString(PAGE), HEADING);
        String second = after(section, "```sh\n");
        return new ApplicationPage(block(section, "sh"), block(section, "json"), block(after(second, "```\n"), "sh"));
    }

    /** The commands that send with the token, to this port. */
    String withToken(int port) {
        return replaced(withToken, HTTP, "http://127.0.0.1:" + port + "/");
    }

    /** The command that sends with the certificate, to this port. */
    String withCertificate(int port) {
        return replaced(withCertificate, HTTPS, "https://127.0.0.1:" + port + "/");
    }

    private static String replaced(String commands, String address, String here) {
        if (!commands.contains(address)) {
            throw new AssertionError("nothing is sent to " + address + ":\n" + commands);
        }
        return commands.replace(address, here);
    }

    /** What stands in the first block of this language. */
    private static String block(String text, String language) {
        String begun = after(text, "```" + language + "\n");
        return begun.substring(0, begun.indexOf("```"));
    }

    private static String after(String text, String mark) {
        int at = text.indexOf(mark);
        if (at < 0) {
            throw new AssertionError("the page has no " + mark.strip());
        }
        return text.substring(at + mark.length());
    }
}
