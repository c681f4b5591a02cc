package dev.closewatch.proxy.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.closewatch.analyzer.vocabulary.Lang;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The shapes that the comments of {@link Entry} and {@link Comparison} promise. */
class CatalogueJsonTest {
  private static final JsonMapper MAPPER = new JsonMapper();
  private final Catalogue catalogue = Catalogue.shipped();

  @Test
  void entry_codeOfARange_hasEveryField() {
    JsonNode json = MAPPER.valueToTree(catalogue.entry(4001, Lang.VI));

    assertThat(names(json))
        .containsExactly(
            "id",
            "code",
            "first",
            "last",
            "name",
            "title",
            "heading",
            "lang",
            "brief",
            "meaning",
            "whenSeen",
            "howToFix",
            "whenToSend",
            "onWire",
            "who",
            "counting");
    assertThat(json.get("id").textValue()).isEqualTo("4000-4999");
    assertThat(json.get("code").intValue()).isEqualTo(4001);
    assertThat(json.get("first").intValue()).isEqualTo(4000);
    assertThat(json.get("last").intValue()).isEqualTo(4999);
    assertThat(json.get("name").isNull()).isTrue();
    assertThat(json.get("lang").textValue()).isEqualTo("vi");
    assertThat(json.at("/whenSeen/0").isTextual()).isTrue();
    assertThat(json.at("/onWire/allowed").booleanValue()).isTrue();
    assertThat(json.at("/onWire/text").isTextual()).isTrue();
    assertThat(json.at("/who/actors").toString()).isEqualTo("[\"client\",\"service\"]");
    assertThat(json.at("/counting/labels").toString())
        .isEqualTo("[{\"code\":\"4xxx\",\"kind\":\"private\"}]");
  }

  @Test
  void comparison_anyPair_hasEveryField() {
    JsonNode json = MAPPER.valueToTree(catalogue.compare(1005, 1008, Lang.EN));

    assertThat(names(json)).containsExactly("title", "lang", "summary", "differences", "sides");
    assertThat(json.get("sides")).hasSize(2);
    JsonNode side = json.at("/sides/1");
    assertThat(names(side)).containsExactly("entry", "whenSeen", "whenToUse");
    assertThat(side.at("/entry/name").textValue()).isEqualTo("Policy Violation");
    assertThat(side.at("/whenSeen/0").isTextual()).isTrue();
  }

  private static List<String> names(JsonNode json) {
    return json.properties().stream().map(property -> property.getKey()).toList();
  }
}
