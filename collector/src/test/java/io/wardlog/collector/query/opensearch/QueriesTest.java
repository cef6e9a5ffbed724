package io.wardlog.collector.query.opensearch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.wardlog.collector.index.EventFields;
import io.wardlog.collector.query.Cursor;
import io.wardlog.collector.query.EventFilter;
import io.wardlog.collector.query.Order;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QueriesTest {

    /** What a sealed event sorts by where it has no value of its own must come back in a cursor as it was. */
    @ParameterizedTest
    @EnumSource(Order.class)
    void aPageMayEndWithASealedEvent(Order order) {
        ArrayNode values = JsonNodeFactory.instance.arrayNode();
        for (JsonNode by :
                Queries.search(EventFilter.everything(Map.of()), order, 10).path("sort")) {
            String field = by.fieldNames().next();
            values.add(
                    field.equals(EventFields.HASH)
                            ? JsonNodeFactory.instance.textNode("h")
                            : by.path(field).path("missing"));
        }
        assertThat(order.isPlace(values)).isTrue();
        String cursor = new Cursor(values).write("q");
        assertThat(Cursor.read(cursor, "q").orElseThrow().after()).hasToString(values.toString());
    }
}
