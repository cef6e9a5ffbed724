package io.wardlog.config;

import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes the reference page of a configuration from its records, so that the page cannot drift from the code. */
public final class ConfigReference {
    private final StringBuilder rows = new StringBuilder();

    private ConfigReference() {}

    /** A Markdown table of every key of {@code type}: kind, default, environment variable, meaning. */
    public static String markdown(Class<? extends Record> type, String prefix) {
        ConfigReference reference = new ConfigReference();
        reference.rows.append("| key | kind | default | environment | meaning |\n|---|---|---|---|---|\n");
        reference.section(type, Site.root(prefix));
        return reference.rows.toString();
    }

    private void section(Class<?> type, Site site) {
        for (RecordComponent component : type.getRecordComponents()) {
            component(component, site.component(component.getName(), component.getAnnotation(Range.class)));
        }
    }

    private void component(RecordComponent component, Site site) {
        Type type = component.getGenericType();
        Optional<Class<?>> nested = nested(type);
        if (nested.isPresent()) {
            Site inner = inner(type, site);
            row(inner, kind(type), standard(component), component);
            section(nested.get(), inner);
        } else {
            row(
                    site,
                    kind(type) + site.range().map(ConfigReference::bounds).orElse(""),
                    standard(component),
                    component);
        }
    }

    private void row(Site site, String kind, String standard, RecordComponent component) {
        Doc doc = component.getAnnotation(Doc.class);
        boolean overridable = new ScalarReader(Path.of("."), new Problems()).readsText(component.getGenericType());
        rows.append("| `")
                .append(site.key())
                .append("` | ")
                .append(kind)
                .append(" | ")
                .append(standard);
        rows.append(" | ").append(overridable && !site.variable().isEmpty() ? "`" + site.variable() + "`" : "");
        rows.append(" | ")
                .append(doc == null ? "" : doc.value().replace("|", "\\|"))
                .append(" |\n");
    }

    private static String bounds(Range range) {
        return ", " + (range.min().isEmpty() ? "…" : range.min()) + " to "
                + (range.max().isEmpty() ? "…" : range.max());
    }

    private static String standard(RecordComponent component) {
        Default standard = component.getAnnotation(Default.class);
        Class<?> raw = component.getType();
        if (standard != null) {
            return standard.value().isEmpty() ? "empty" : "`" + standard.value() + "`";
        }
        return raw == Optional.class ? "none" : Binder.isSection(raw) ? "" : "**required**";
    }

    /** The record inside a section, an optional one, a list or a map of sections. */
    private static Optional<Class<?>> nested(Type type) {
        Class<?> raw = Binder.raw(type);
        if (raw == Optional.class || raw == List.class) {
            return nested(Binder.argument(type, 0));
        }
        if (raw == Map.class) {
            return nested(Binder.argument(type, 1));
        }
        return Binder.isSection(raw) ? Optional.of(raw) : Optional.empty();
    }

    private static Site inner(Type type, Site site) {
        Class<?> raw = Binder.raw(type);
        if (raw == List.class) {
            return new Site(site.key() + "[]", "", 0, Optional.empty());
        }
        return raw == Map.class ? new Site(site.key() + ".*", "", 0, Optional.empty()) : site;
    }

    private static String kind(Type type) {
        Class<?> raw = Binder.raw(type);
        if (raw == Optional.class) {
            return kind(Binder.argument(type, 0));
        }
        if (raw == List.class) {
            return "list of " + kind(Binder.argument(type, 0));
        }
        if (raw == Map.class) {
            return "names with " + kind(Binder.argument(type, 1));
        }
        return ScalarKind.of(raw).map(ScalarKind::name).orElse("section");
    }
}
