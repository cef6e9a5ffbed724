package io.wardlog.config;

import io.wardlog.config.YamlNode.Empty;
import io.wardlog.config.YamlNode.Entry;
import io.wardlog.config.YamlNode.Mapping;
import io.wardlog.config.YamlNode.Scalar;
import io.wardlog.config.YamlNode.Sequence;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Builds a record from a YAML tree and the environment. Every method answers empty after it has reported a problem, so that one
 * wrong key never hides the next.
 */
final class Binder {
    private final ScalarReader scalars;
    private final Map<String, String> environment;
    private final Problems problems;

    Binder(ScalarReader scalars, Map<String, String> environment, Problems problems) {
        this.scalars = scalars;
        this.environment = environment;
        this.problems = problems;
    }

    /** Binds a section to {@code type}; an {@code Empty} node is a section that is left to its defaults. */
    Optional<Object> section(Class<?> type, YamlNode node, Site site) {
        if (!(node instanceof Mapping) && !(node instanceof Empty)) {
            return wrong(site, "is " + node.name() + ", not a section of keys", "Indent its keys below it");
        }
        Map<String, Entry> entries = node instanceof Mapping mapping ? mapping.entries() : Map.of();
        RecordComponent[] components = type.getRecordComponents();
        reportUnknown(entries, components, site);
        List<Object> arguments = new ArrayList<>();
        for (RecordComponent component : components) {
            component(component, entries.get(component.getName()), site).ifPresent(arguments::add);
        }
        return arguments.size() == components.length ? construct(type, arguments, site) : Optional.empty();
    }

    private Optional<Object> component(RecordComponent component, Entry entry, Site section) {
        Site site = section.component(component.getName(), component.getAnnotation(Range.class));
        Type type = component.getGenericType();
        String override = environment.get(site.variable());
        if (override != null && !site.variable().isEmpty() && scalars.readsText(type)) {
            return scalars.fromText(type, override, site.at(0));
        }
        if (entry != null && !(entry.value() instanceof Empty)) {
            return value(type, entry.value(), site.at(entry.line()));
        }
        return absent(component, site.at(entry == null ? section.line() : entry.line()));
    }

    private Optional<Object> absent(RecordComponent component, Site site) {
        Default standard = component.getAnnotation(Default.class);
        Type type = component.getGenericType();
        Class<?> raw = raw(type);
        if (standard != null) {
            return raw == Map.class ? Optional.of(Map.of()) : scalars.fromText(type, standard.value(), site);
        }
        if (raw == Optional.class) {
            return isOverridden(argument(type, 0), site)
                    ? value(type, new Empty(site.line()), site)
                    : Optional.of(Optional.empty());
        }
        if (isSection(raw)) {
            return section(raw, new Empty(site.line()), site);
        }
        Doc doc = component.getAnnotation(Doc.class);
        return wrong(site, "is missing", "Add it" + (doc == null ? "" : ": " + doc.value()));
    }

    /** Whether variables ask for a section that the file does not have. */
    private boolean isOverridden(Type type, Site site) {
        return isSection(raw(type))
                && !site.variable().isEmpty()
                && environment.keySet().stream().anyMatch(name -> name.startsWith(site.variable() + "_"));
    }

    private Optional<Object> value(Type type, YamlNode node, Site site) {
        Class<?> raw = raw(type);
        if (raw == Optional.class) {
            return value(argument(type, 0), node, site).map(Optional::of);
        }
        if (raw == List.class) {
            return list(argument(type, 0), node, site);
        }
        if (raw == Map.class) {
            return map(argument(type, 1), node, site);
        }
        if (isSection(raw)) {
            return section(raw, node, site);
        }
        if (node instanceof Scalar scalar) {
            return scalars.fromText(type, scalar.text(), site);
        }
        return wrong(site, "is " + node.name() + ", not a single value", "Write one value behind the key");
    }

    private Optional<Object> list(Type elementType, YamlNode node, Site site) {
        if (!(node instanceof Sequence sequence)) {
            return wrong(site, "is " + node.name() + ", not a list", "Write `- value` lines below it");
        }
        List<Object> bound = new ArrayList<>();
        for (int i = 0; i < sequence.elements().size(); i++) {
            YamlNode element = sequence.elements().get(i);
            value(elementType, element, site.element(i).at(element.line())).ifPresent(bound::add);
        }
        return bound.size() == sequence.elements().size() ? Optional.of(List.copyOf(bound)) : Optional.empty();
    }

    private Optional<Object> map(Type valueType, YamlNode node, Site site) {
        if (!(node instanceof Mapping mapping)) {
            return wrong(site, "is " + node.name() + ", not a section of keys", "Indent its keys below it");
        }
        Map<String, Object> bound = new LinkedHashMap<>();
        mapping.entries()
                .forEach((key, entry) -> value(
                                valueType, entry.value(), site.entry(key).at(entry.line()))
                        .ifPresent(value -> bound.put(key, value)));
        return bound.size() == mapping.entries().size()
                ? Optional.of(Collections.unmodifiableMap(bound))
                : Optional.empty();
    }

    private void reportUnknown(Map<String, Entry> entries, RecordComponent[] components, Site site) {
        List<String> known =
                Arrays.stream(components).map(RecordComponent::getName).toList();
        entries.forEach((key, entry) -> {
            if (!known.contains(key)) {
                String fix = Suggestion.nearest(key, known)
                        .map(meant -> "Did you mean `" + meant + "`?")
                        .orElse("Remove it; known here: " + String.join(", ", known));
                wrong(site.component(ScalarReader.shown(key), null).at(entry.line()), "is not a known key", fix);
            }
        });
    }

    private Optional<Object> construct(Class<?> type, List<Object> arguments, Site site) {
        Class<?>[] parameters = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(parameters);
            constructor.setAccessible(true);
            return Optional.of(constructor.newInstance(arguments.toArray()));
        } catch (InvocationTargetException refused) {
            if (refused.getCause() instanceof IllegalArgumentException because) {
                return wrong(site, String.valueOf(because.getMessage()), "Change the values here so that they agree");
            }
            throw new IllegalStateException(type + " cannot be built", refused);
        } catch (ReflectiveOperationException fault) {
            throw new IllegalStateException(type + " cannot be built", fault);
        }
    }

    private Optional<Object> wrong(Site site, String problem, String fix) {
        problems.add(site.line(), site.key(), problem, fix);
        return Optional.empty();
    }

    static boolean isSection(Class<?> type) {
        return type.isRecord() && ScalarKind.of(type).isEmpty();
    }

    static Class<?> raw(Type type) {
        return type instanceof ParameterizedType generic ? (Class<?>) generic.getRawType() : (Class<?>) type;
    }

    static Type argument(Type type, int index) {
        return ((ParameterizedType) type).getActualTypeArguments()[index];
    }
}
