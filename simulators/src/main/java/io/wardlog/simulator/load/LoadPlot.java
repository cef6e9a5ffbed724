package io.wardlog.simulator.load;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;

/** A run as a picture (SVG 1.1, nothing loaded from anywhere): rates above, latencies on a logarithmic axis below. */
record LoadPlot(List<Second> seconds, LoadSummary summary) {
    private static final int WIDTH = 960;
    private static final int LEFT = 80;
    private static final int RIGHT = 140;
    private static final int HEIGHT = 220;
    private static final int RATE_TOP = 80;
    private static final int LATENCY_TOP = 360;
    private static final double LEAST_MILLIS = 0.1;

    /** One panel: its place, its axis from value to height, its values worth a line. */
    private record Panel(StringBuilder svg, int top, DoubleUnaryOperator share) {
        double y(double value) {
            return top + HEIGHT * (1 - Math.max(0, Math.min(1, share.applyAsDouble(value))));
        }
    }

    String toSvg() {
        StringBuilder svg = new StringBuilder();
        add(
                svg,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                        + " font-family=\"sans-serif\" font-size=\"12\">",
                WIDTH,
                LATENCY_TOP + HEIGHT + 50,
                WIDTH,
                LATENCY_TOP + HEIGHT + 50);
        add(svg, "<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>");
        add(svg, "<text x=\"%d\" y=\"26\" font-size=\"16\">%s</text>", LEFT, escaped(summary.title()));
        add(
                svg,
                "<text x=\"%d\" y=\"46\" fill=\"#666666\">%s</text>",
                LEFT,
                escaped(summary.machine().toText()));
        rates(svg);
        latencies(svg);
        return svg.append("</svg>\n").toString();
    }

    private void rates(StringBuilder svg) {
        double most = roundUp(seconds.stream()
                .mapToDouble(
                        second -> Math.max(perSecond(second, Second::due), perSecond(second, Second::acknowledged)))
                .filter(rate -> !Double.isNaN(rate))
                .max()
                .orElse(1));
        Panel panel = new Panel(svg, RATE_TOP, value -> value / most);
        frame(panel, "messages a second");
        for (int i = 0; i <= 4; i++) {
            grid(panel, most * i / 4, String.format(Locale.ROOT, "%,.0f", most * i / 4));
        }
        curve(panel, "due", "#999999", 0, second -> perSecond(second, Second::due));
        curve(panel, "acknowledged", "#1b6ca8", 1, second -> perSecond(second, Second::acknowledged));
    }

    private void latencies(StringBuilder svg) {
        double worst = seconds.stream()
                .mapToDouble(second -> second.latency().max())
                .max()
                .orElse(1);
        double decades = Math.max(1, Math.ceil(Math.log10(Math.max(1, worst) / LEAST_MILLIS)));
        Panel panel = new Panel(
                svg, LATENCY_TOP, value -> value <= LEAST_MILLIS ? 0 : Math.log10(value / LEAST_MILLIS) / decades);
        frame(panel, "from due to acknowledged, milliseconds");
        for (int i = 0; i <= decades; i++) {
            double value = LEAST_MILLIS * Math.pow(10, i);
            grid(panel, value, value < 1 ? "0.1" : String.format(Locale.ROOT, "%,.0f", value));
        }
        curve(panel, "max", "#b5179e", 0, second -> millis(second, Second.Latency::max));
        curve(panel, "99 %", "#e07a1f", 1, second -> millis(second, Second.Latency::p99));
        curve(panel, "50 %", "#2a9d5c", 2, second -> millis(second, Second.Latency::p50));
    }

    private void frame(Panel panel, String title) {
        add(panel.svg(), "<text x=\"%d\" y=\"%d\" fill=\"#333333\">%s</text>", LEFT, panel.top() - 10, title);
        int step = Math.max(1, (int) roundUp(length() / 12));
        for (int at = 0; at <= length(); at += step) {
            add(
                    panel.svg(),
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#666666\">%d s</text>",
                    x(at),
                    panel.top() + HEIGHT + 18,
                    at);
        }
    }

    private static void grid(Panel panel, double value, String label) {
        double y = panel.y(value);
        add(
                panel.svg(),
                "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#e3e3e3\"/>",
                LEFT,
                y,
                WIDTH - RIGHT,
                y);
        add(
                panel.svg(),
                "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" fill=\"#666666\">%s</text>",
                LEFT - 8,
                y + 4,
                label);
    }

    /** A line through the values; it breaks off where a second has none. */
    private void curve(Panel panel, String name, String colour, int place, ToDoubleFunction<Second> value) {
        StringBuilder path = new StringBuilder();
        boolean drawing = false;
        for (Second second : seconds) {
            double at = value.applyAsDouble(second);
            if (!Double.isNaN(at)) {
                path.append(
                        String.format(Locale.ROOT, "%s%.1f %.1f ", drawing ? "L" : "M", x(second.at()), panel.y(at)));
            }
            drawing = !Double.isNaN(at);
        }
        add(
                panel.svg(),
                "<path fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\" stroke-linecap=\"round\" d=\"%s\"/>",
                colour,
                path.toString().strip());
        add(
                panel.svg(),
                "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>",
                WIDTH - RIGHT + 12,
                panel.top() + 14 + 18 * place,
                colour,
                name);
    }

    private static double millis(Second second, ToDoubleFunction<Second.Latency> value) {
        return second.acknowledged() == 0 ? Double.NaN : value.applyAsDouble(second.latency());
    }

    /** A count of a second that may have been longer or shorter. */
    private double perSecond(Second second, ToDoubleFunction<Second> count) {
        int index = seconds.indexOf(second);
        double length = second.at() - (index == 0 ? 0 : seconds.get(index - 1).at());
        return length < 0.5 ? Double.NaN : count.applyAsDouble(second) / length;
    }

    private double length() {
        return seconds.isEmpty()
                ? 1
                : Math.max(1, seconds.get(seconds.size() - 1).at());
    }

    private double x(double at) {
        return LEFT + (WIDTH - LEFT - RIGHT) * at / length();
    }

    /** 1, 2 or 5 times a power of ten, at least the value. */
    private static double roundUp(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(Math.max(1, value))));
        double digit = value / power;
        return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static void add(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
