package io.wardlog.config;

import io.wardlog.config.YamlNode.Empty;
import io.wardlog.config.YamlNode.Entry;
import io.wardlog.config.YamlNode.Mapping;
import io.wardlog.config.YamlNode.Scalar;
import io.wardlog.config.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads one YAML 1.2 document from its parser's events. Anchors, aliases and tags are refused, nesting is bounded, a key may stand
 * once: what is left is the plain YAML that configuration needs, and nothing in a file can grow or construct anything.
 */
final class YamlReader {
    private static final int MAX_DEPTH = 24;

    private final Problems problems;
    private final Iterator<Event> events;

    private YamlReader(Problems problems, Iterator<Event> events) {
        this.problems = problems;
        this.events = events;
    }

    /** The document as a tree; {@code Empty} for an empty document and after a problem that stops reading. */
    static YamlNode read(String text, Problems problems) {
        LoadSettings settings = LoadSettings.builder().setLabel("configuration").build();
        try {
            return new YamlReader(
                            problems, new Parse(settings).parseString(text).iterator())
                    .document();
        } catch (MarkedYamlEngineException broken) {
            int line = broken.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
            problems.add(line, "", "is not YAML: " + broken.getProblem(), "Correct the line; indent with spaces only");
        } catch (YamlEngineException broken) {
            problems.add(0, "", "is not YAML: " + firstLine(broken), "Write plain YAML in UTF-8");
        } catch (IllegalArgumentException broken) { // the library's, of an escape such as \\u without its digits
            problems.add(0, "", "is not YAML: an escape sequence that is none", "Correct what follows a backslash");
        } catch (Refused refused) {
            problems.add(refused.line, "", refused.getMessage(), refused.fix);
        }
        return new Empty(0);
    }

    private YamlNode document() {
        YamlNode root = new Empty(1);
        int documents = 0;
        while (events.hasNext()) {
            Event event = events.next();
            if (event instanceof DocumentStartEvent) {
                if (++documents > 1) {
                    throw new Refused(line(event), "holds a second document", "Keep one document in a file");
                }
                root = node(events.next(), 0);
            }
        }
        return root;
    }

    private YamlNode node(Event event, int depth) {
        int line = line(event);
        if (event instanceof AliasEvent
                || (event instanceof NodeEvent named && named.getAnchor().isPresent())) {
            throw new Refused(line, "anchors and aliases are not allowed", "Write the value out where it is needed");
        }
        if (depth > MAX_DEPTH) {
            throw new Refused(line, "is nested deeper than " + MAX_DEPTH + " levels", "Flatten it");
        }
        if (event instanceof ScalarEvent scalar) {
            refuseTag(line, scalar.getTag().isPresent());
            return scalar(line, scalar);
        }
        refuseTag(line, ((CollectionStartEvent) event).getTag().isPresent());
        return event.getEventId() == Event.ID.MappingStart ? mapping(line, depth) : sequence(line, depth);
    }

    private static YamlNode scalar(int line, ScalarEvent scalar) {
        String text = scalar.getValue();
        boolean empty = text.isEmpty() || text.equals("~") || text.equals("null");
        return empty && scalar.getScalarStyle() == ScalarStyle.PLAIN ? new Empty(line) : new Scalar(line, text);
    }

    private YamlNode mapping(int line, int depth) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            int keyLine = line(event);
            if (!(node(event, depth + 1) instanceof Scalar key)) {
                throw new Refused(keyLine, "a key must be a plain text", "Write `key: value`");
            }
            Entry entry = new Entry(keyLine, node(events.next(), depth + 1));
            if (entries.putIfAbsent(key.text(), entry) != null) {
                problems.add(
                        keyLine,
                        ScalarReader.shown(key.text()),
                        "stands here for the second time",
                        "Keep one of the two");
            }
        }
        return new Mapping(line, entries);
    }

    private YamlNode sequence(int line, int depth) {
        List<YamlNode> elements = new ArrayList<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            elements.add(node(event, depth + 1));
        }
        return new Sequence(line, elements);
    }

    private static void refuseTag(int line, boolean tagged) {
        if (tagged) {
            throw new Refused(line, "tags are not allowed", "Remove the `!…` before the value");
        }
    }

    private static int line(Event event) {
        return event.getStartMark().map(Mark::getLine).orElse(-1) + 1;
    }

    private static String firstLine(YamlEngineException broken) {
        return String.valueOf(broken.getMessage()).lines().findFirst().orElse("unreadable");
    }

    /** Stops the reading at the first construct that configuration does not allow. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int line;
        private final String fix;

        Refused(int line, String problem, String fix) {
            super(problem, null, false, false);
            this.line = line;
            this.fix = fix;
        }
    }
}
