package io.wardlog.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.AbsoluteIri;
import com.networknt.schema.DisallowUnknownKeywordFactory;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Format;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.resource.InputStreamSource;
import io.wardlog.event.EventTimes;
import io.wardlog.schema.bound.Patterns;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Compiles schemas of JSON Schema 2020-12 plus the house's annotations. A keyword that is neither is refused, so that a
 * misspelt limit cannot be silently without effect; formats are asserted; {@code date-time} means what
 * {@link EventTimes} reads, leap seconds included. Never reaches for the network. Safe for any thread.
 */
final class SchemaCompiler {
    /** Annotations that schemas carry beside the standard's keywords; schemas/README.md explains each. */
    static final List<String> ANNOTATIONS =
            List.of("x-phi", "x-criticality", "x-criticality-rules", "x-mdc", "x-audit", "x-unit");

    private final Patterns patterns = new Patterns();
    private final boolean isAtOnce;
    private Library library;

    /** The library's own parts. They are some 170 classes, which a process may never need. */
    private record Library(JsonSchemaFactory factory, SchemaValidatorsConfig config) {}

    /** For documents that may not compile: each is compiled at once. */
    SchemaCompiler() {
        this(true);
    }

    private SchemaCompiler(boolean isAtOnce) {
        this.isAtOnce = isAtOnce;
    }

    /** For documents that are known to compile: each is compiled when something is first checked against it. */
    static SchemaCompiler whenNeeded() {
        return new SchemaCompiler(false);
    }

    /** What quick readers of the schemas that are compiled here have in common. */
    Patterns patterns() {
        return patterns;
    }

    /** A check against the schema as it is written. */
    DocumentCheck clear(JsonNode schema) {
        return new DocumentCheck(compile(schema), List.of());
    }

    /** A check of the stored form, in which every marked value has been replaced by its digest. */
    DocumentCheck disclosed(JsonNode schema) {
        return new DocumentCheck(compile(() -> PhiMarks.disclosedForm(schema)), PhiMarks.pointers(schema));
    }

    /** Compiles one schema without any further meaning. */
    ReferenceSchema compile(JsonNode schema) {
        return compile(() -> schema);
    }

    private ReferenceSchema compile(Supplier<JsonNode> schema) {
        ReferenceSchema reference = new ReferenceSchema(schema, this::compiled);
        return isAtOnce ? reference.prepare() : reference;
    }

    private JsonSchema compiled(JsonNode schema) {
        Library with = library();
        JsonSchema compiled = with.factory().getSchema(schema, with.config());
        compiled.initializeValidators();
        return compiled;
    }

    private synchronized Library library() {
        if (library == null) {
            library = new Library(
                    JsonSchemaFactory.builder()
                            .metaSchema(metaSchema())
                            .defaultMetaSchemaIri(JsonMetaSchema.getV202012().getIri())
                            .schemaLoaders(loaders -> loaders.add(SchemaCompiler::refuseToLoad))
                            .build(),
                    SchemaValidatorsConfig.builder()
                            .formatAssertionsEnabled(true)
                            .pathType(PathType.JSON_POINTER)
                            .regularExpressionFactory(SchemaCompiler::wholeValue)
                            .build());
        }
        return library;
    }

    /**
     * A pattern that must match the whole value. The library's own way accepts a line feed after {@code $}, which ECMA 262
     * does not.
     */
    private static RegularExpression wholeValue(String regex) {
        if (!regex.startsWith("^") || !regex.endsWith("$")) {
            throw new IllegalStateException("a pattern of the house describes the whole value: ^...$, not " + regex);
        }
        Pattern pattern = Pattern.compile(regex);
        return value -> pattern.matcher(value).matches();
    }

    private static JsonMetaSchema metaSchema() {
        JsonMetaSchema standard = JsonMetaSchema.getV202012();
        return JsonMetaSchema.builder(standard.getIri(), standard)
                .keywords(ANNOTATIONS.stream().map(NonValidationKeyword::new).toList())
                .keyword(new MaxBytesKeyword())
                .format(new EventTimeFormat())
                .unknownKeywordFactory(new DisallowUnknownKeywordFactory())
                .build();
    }

    private static InputStreamSource refuseToLoad(AbsoluteIri iri) {
        throw new IllegalStateException("schemas are self-contained and never load " + iri);
    }

    private static final class EventTimeFormat implements Format {
        @Override
        public String getName() {
            return "date-time";
        }

        @Override
        public boolean matches(ExecutionContext context, String value) {
            return EventTimes.read(value).isPresent();
        }
    }
}
