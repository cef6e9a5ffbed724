package io.wardlog.edge.status;

/** The status as a page. Pure. */
final class StatusPage {

    private StatusPage() {}

    static String html(StatusSummary status) {
        StringBuilder page = Html.begin(status.title() + ": " + status.verdict());
        page.append("<h1>").append(Html.escape(status.title())).append("</h1>\n<p class=\"");
        page.append(status.well() ? "well" : "wrong").append("\"><strong>").append(status.verdict());
        page.append("</strong></p>\n");
        findings(status, page);
        page.append("<dl>\n");
        for (StatusSummary.Line line : status.lines()) {
            page.append("<dt>").append(Html.escape(line.name())).append("</dt><dd>");
            page.append(Html.escape(line.value())).append("</dd>\n");
        }
        return Html.end(page.append("</dl>\n<p><a href=\"/devices\">each device</a></p>\n"));
    }

    private static void findings(StatusSummary status, StringBuilder page) {
        if (status.findings().isEmpty()) {
            return;
        }
        page.append("<ul>\n");
        for (StatusSummary.Trouble trouble : status.findings()) {
            page.append("<li><code>").append(Html.escape(trouble.code())).append("</code>: ");
            page.append(Html.escape(trouble.detail())).append(".<br><strong>To do:</strong> ");
            page.append(code(Html.escape(trouble.action()))).append(".</li>\n");
        }
        page.append("</ul>\n");
    }

    /** Commands stand between backticks in what the agent says to do. */
    private static String code(String text) {
        return text.replaceAll("`([^`]*)`", "<code>$1</code>");
    }
}
