package io.wardlog.edge.status;

import java.util.List;

/** The devices as a page: the first of them as a table. Pure. */
final class DevicePage {

    /** As many as a browser shows at once without pain, also a text browser. */
    static final int SHOWN = 200;

    private DevicePage() {}

    static String html(DeviceSummary devices) {
        StringBuilder page = Html.begin(devices.title() + ": devices");
        page.append("<h1>").append(Html.escape(devices.title())).append("</h1>\n");
        page.append("<p><a href=\"/\">the whole status</a></p>\n<p>").append(Html.escape(devices.counts()));
        page.append("</p>\n<table>\n<thead>\n");
        row(page, "th", DeviceSummary.COLUMNS);
        page.append("</thead>\n<tbody>\n");
        devices.rows().forEach(row -> row(page, "td", row));
        page.append("</tbody>\n</table>\n");
        if (devices.more() > 0) {
            page.append("<p>… and ").append(devices.more());
            page.append(" more: <code>wardlog agent status --devices --limit N</code>, <code>--device ID</code></p>\n");
        }
        return Html.end(page);
    }

    private static void row(StringBuilder page, String cell, List<String> texts) {
        page.append("<tr>");
        for (String text : texts) {
            page.append('<')
                    .append(cell)
                    .append('>')
                    .append(Html.escape(text))
                    .append("</")
                    .append(cell)
                    .append('>');
        }
        page.append("</tr>\n");
    }
}
