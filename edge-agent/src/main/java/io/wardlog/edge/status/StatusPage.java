package io.wardlog.edge.status;

import io.wardlog.hash.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The status as a page: plain HTML that a text browser shows as well, without script and without anything from elsewhere. Its only style is
 * named by its hash in {@link #POLICY}, so that nothing else counts even if it got in. Pure.
 */
final class StatusPage {

    private static final String STYLE = """
            :root{color-scheme:light dark}
            body{font:1rem/1.4 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem}
            h1{font-size:1.3rem;margin:0}
            ul{list-style:none;margin:0;padding:0}
            .well,.wrong,li{border-left:.4rem solid #2a8a4a;padding:.2rem .8rem}
            .wrong,li{border-color:#c8402f}
            dt{font-weight:600;margin-top:.6rem}
            dd{margin:0;overflow-wrap:anywhere}
            li{margin:.8rem 0;overflow-wrap:anywhere}
            @media(min-width:40rem){dl{display:grid;grid-template-columns:8rem 1fr;gap:.3rem 1rem}dt{margin:0}}
            """;

    /** Content-Security-Policy, level 3. */
    static final String POLICY = "default-src 'none'; style-src 'sha256-"
            + Base64.getEncoder()
                    .encodeToString(
                            Sha256.of(STYLE.getBytes(StandardCharsets.UTF_8)).bytes())
            + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private StatusPage() {}

    static String html(StatusSummary status) {
        StringBuilder page =
                new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        page.append("<meta http-equiv=\"refresh\" content=\"10\">\n<title>");
        page.append(escape(status.title()))
                .append(": ")
                .append(status.verdict())
                .append("</title>\n<style>");
        page.append(STYLE).append("</style>\n</head>\n<body>\n<main>\n<h1>");
        page.append(escape(status.title())).append("</h1>\n<p class=\"");
        page.append(status.well() ? "well" : "wrong").append("\"><strong>").append(status.verdict());
        page.append("</strong></p>\n");
        findings(status, page);
        page.append("<dl>\n");
        for (StatusSummary.Line line : status.lines()) {
            page.append("<dt>").append(escape(line.name())).append("</dt><dd>");
            page.append(escape(line.value())).append("</dd>\n");
        }
        return page.append("</dl>\n</main>\n</body>\n</html>\n").toString();
    }

    private static void findings(StatusSummary status, StringBuilder page) {
        if (status.findings().isEmpty()) {
            return;
        }
        page.append("<ul>\n");
        for (StatusSummary.Trouble trouble : status.findings()) {
            page.append("<li><code>").append(escape(trouble.code())).append("</code>: ");
            page.append(escape(trouble.detail())).append(".<br><strong>To do:</strong> ");
            page.append(code(escape(trouble.action()))).append(".</li>\n");
        }
        page.append("</ul>\n");
    }

    /** Commands stand between backticks in what the agent says to do. */
    private static String code(String text) {
        return text.replaceAll("`([^`]*)`", "<code>$1</code>");
    }

    /** Text as it stands between tags. */
    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
