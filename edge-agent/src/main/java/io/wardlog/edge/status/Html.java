package io.wardlog.edge.status;

import io.wardlog.hash.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What every page begins and ends with: plain HTML that a text browser shows as well, without script and without anything from elsewhere. Its only style is
 * named by its hash in {@link #POLICY}, so that nothing else counts even if it got in. Pure.
 */
final class Html {

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
            table{border-collapse:collapse;font-size:.85rem}
            th,td{text-align:left;padding:.1rem .8rem .1rem 0;vertical-align:top}
            @media(min-width:40rem){dl{display:grid;grid-template-columns:8rem 1fr;gap:.3rem 1rem}dt{margin:0}}
            """;

    /** Content-Security-Policy, level 3. */
    static final String POLICY = "default-src 'none'; style-src 'sha256-"
            + Base64.getEncoder()
                    .encodeToString(
                            Sha256.of(STYLE.getBytes(StandardCharsets.UTF_8)).bytes())
            + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private Html() {}

    /** Everything up to what the page has to say; comes again every ten seconds. */
    static StringBuilder begin(String title) {
        StringBuilder page =
                new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        page.append("<meta http-equiv=\"refresh\" content=\"10\">\n<title>").append(escape(title));
        page.append("</title>\n<style>").append(STYLE).append("</style>\n</head>\n<body>\n<main>\n");
        return page;
    }

    /** The whole page. */
    static String end(StringBuilder page) {
        return page.append("</main>\n</body>\n</html>\n").toString();
    }

    /** Text as it stands between tags. */
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
