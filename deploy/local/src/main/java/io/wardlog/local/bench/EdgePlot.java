package io.wardlog.local.bench;

import io.wardlog.local.bench.EdgeBench.Case;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** A result as a picture (SVG 1.1, nothing loaded from anywhere): a bar is the median of the rounds, the line on it their whole spread. */
record EdgePlot(EdgeResult result, Setting setting) {
    private static final int WIDTH = 960;
    private static final int LEFT = 240;
    private static final int PANEL = 235;
    private static final int BAR_MOST = 145;
    private static final int TOP = 96;
    private static final int ROW = 30;
    private static final int BAR = 16;

    String toSvg() {
        StringBuilder svg = new StringBuilder();
        int height = TOP + ROW * result.rounds().size() + 30;
        add(
                svg,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                        + " font-family=\"sans-serif\" font-size=\"12\">",
                WIDTH,
                height,
                WIDTH,
                height);
        add(svg, "<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>");
        add(
                svg,
                "<text x=\"16\" y=\"26\" font-size=\"16\">The agent and mosquitto, %d connections, as fast as they answer</text>",
                result.plan().connections());
        add(svg, "<text x=\"16\" y=\"46\" fill=\"#666666\">%s</text>", escaped(setting.toText()));
        int y = TOP;
        for (Case each : result.rounds().keySet()) {
            add(
                    svg,
                    "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"#333333\">%s</text>",
                    LEFT - 12,
                    y + BAR - 4,
                    escaped(each.toString()));
            y += ROW;
        }
        panel(svg, 0, "CPU µs an event (less is better)", "%.1f", Measurement::micros);
        panel(svg, 1, "events a second (more is better)", "%,.0f", Measurement::perSecond);
        panel(svg, 2, "p99 to the acknowledgement, ms", "%.1f", Measurement::p99);
        return svg.append("</svg>\n").toString();
    }

    private void panel(
            StringBuilder svg, int place, String title, String format, ToDoubleFunction<Measurement> figure) {
        int left = LEFT + PANEL * place;
        add(svg, "<text x=\"%d\" y=\"%d\" fill=\"#333333\">%s</text>", left, TOP - 16, title);
        List<Spread> spreads = new ArrayList<>();
        for (List<Measurement> rounds : result.rounds().values()) {
            spreads.add(Spread.of(rounds, figure));
        }
        double most = spreads.stream().mapToDouble(Spread::max).max().orElse(1);
        int y = TOP;
        int row = 0;
        for (Map.Entry<Case, List<Measurement>> each : result.rounds().entrySet()) {
            Spread spread = spreads.get(row++);
            double scale = BAR_MOST / most;
            add(
                    svg,
                    "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>",
                    left,
                    y,
                    spread.median() * scale,
                    BAR,
                    colour(each.getKey()));
            double middle = y + BAR / 2.0;
            add(
                    svg,
                    "<path d=\"M%.1f %.1f H%.1f M%.1f %.1f V%.1f M%.1f %.1f V%.1f\" stroke=\"#222222\" fill=\"none\"/>",
                    left + spread.min() * scale,
                    middle,
                    left + spread.max() * scale,
                    left + spread.min() * scale,
                    middle - 4,
                    middle + 4,
                    left + spread.max() * scale,
                    middle - 4,
                    middle + 4);
            add(
                    svg,
                    "<text x=\"%.1f\" y=\"%d\" fill=\"#333333\">%s</text>",
                    left + spread.max() * scale + 8,
                    y + BAR - 4,
                    String.format(Locale.ROOT, format, spread.median()));
            y += ROW;
        }
        add(
                svg,
                "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#999999\"/>",
                left,
                TOP - 6,
                left,
                y - ROW + BAR + 6);
    }

    private static String colour(Case of) {
        return switch (of.who()) {
            case mosquitto -> "#c9c9c9";
            case queue -> "#999999";
            case agent -> "#1b6ca8";
            case unsynced -> "#9cc3e0";
            case segment -> "#3b8f5a";
            case receipts -> "#e07a1f";
            case other -> "#f2c199";
        };
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static void add(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
