package io.wardlog.edge.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class StatusPageTest {

    /** Whatever a collector, a proxy or a file's name brings into a reason, it stays text. */
    @Property(tries = 200)
    void whatComesFromOutsideStaysText(@ForAll String reason) {
        String page = page("<img src=x onerror=alert(1)>\"'&" + reason);
        String beforeTheStyle = page.substring(0, page.indexOf("<style>"));
        String body = page.substring(page.indexOf("</head>"));
        assertThat(body)
                .contains("&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;")
                .doesNotContain("<img");
        assertThat(beforeTheStyle).doesNotContain("<img");
        assertThat(body.replaceAll(
                        "</?(head|body|main|h1|p|strong|ul|li|code|br|dl|dt|dd|html)( class=\"wrong\")?>|<a href=\"/devices\">|</a>",
                        ""))
                .doesNotContain("<")
                .doesNotContain(">");
    }

    private static String page(String text) {
        return StatusPage.html(new StatusSummary(
                text,
                false,
                List.of(new StatusSummary.Trouble(text, text, text)),
                List.of(new StatusSummary.Line(text, text))));
    }

    @Test
    void anEmptyStatusIsStillAPage() throws Exception {
        JsonNode nothing = new ObjectMapper().readTree("{}");
        assertThat(StatusPage.html(StatusSummary.of(nothing))).contains("</html>");
    }
}
