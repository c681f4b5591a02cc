package dev.closewatch.proxy.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.closewatch.analyzer.vocabulary.CauseBasis;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.CutIn;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.Labelled;
import dev.closewatch.analyzer.vocabulary.Opcode;
import dev.closewatch.analyzer.vocabulary.PolicyCause;
import dev.closewatch.analyzer.vocabulary.ProxyCloseReason;
import dev.closewatch.analyzer.vocabulary.Reply;
import dev.closewatch.analyzer.vocabulary.Rule;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.StackName;
import dev.closewatch.analyzer.vocabulary.TcpEndBy;
import dev.closewatch.analyzer.vocabulary.TcpEndHow;
import dev.closewatch.analyzer.vocabulary.Violation;
import dev.closewatch.proxy.kit.EventSchemas;
import dev.closewatch.proxy.observe.HandshakeOutcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class EventSchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  static Stream<String> samples() {
    return Stream.of(
        EventJson.line(
            SampleEvents.observed(
                SampleEvents.builder().policy(PolicyCause.RATE).build(), Rule.VANISHER)),
        new String(EventJson.utf8Line(SampleEvents.observed(SampleEvents.close()), 100), UTF_8),
        EventJson.line(SampleEvents.handshake(HandshakeOutcome.REFUSED, 403)),
        EventJson.line(SampleEvents.handshake(HandshakeOutcome.CLIENT_GONE, 0)),
        EventJson.line(SampleEvents.flag()));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void schema_ofASampleEvent_isFulfilled(String line) {
    assertThat(EventSchemas.faults(line)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void schema_eventWithAFieldMore_isNot(String line) throws IOException {
    ObjectNode event = (ObjectNode) JSON.readTree(line);
    event.put("more", 1);
    assertThat(EventSchemas.faults(event)).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void schema_eventWithoutOneOfItsFields_isNot(String line) throws IOException {
    ObjectNode event = (ObjectNode) JSON.readTree(line);
    for (String field : fields(event)) {
      assertThat(EventSchemas.faults(event.deepCopy().without(field))).as(field).isNotEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(EventSchema.class)
  void schema_itself_isValidAndStrict(EventSchema schema) throws IOException {
    JsonNode text = JSON.readTree(schema.text());

    assertThat(
            JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(SchemaLocation.of(SchemaId.V202012))
                .validate(text))
        .isEmpty();
    assertThat(text.get("title").textValue()).isEqualTo("closewatch." + schema.word() + "/1");
    assertStrict(text);
  }

  private static void assertStrict(JsonNode node) {
    if (node.has("properties")) {
      assertThat(node.get("additionalProperties")).as("%s", node).isNotNull();
      assertThat(node.get("additionalProperties").isBoolean()).as("%s", node).isTrue();
      assertThat(fields(node.get("properties"))).isEqualTo(texts(node.get("required")));
    }
    node.forEach(EventSchemaTest::assertStrict);
  }

  @Test
  void enumsOfTheCloseSchema_areTheVocabulary() throws IOException {
    JsonNode schema = JSON.readTree(EventSchema.CLOSE.text());

    assertWords(schema, "/properties/initiator/enum", Initiator.values());
    assertWords(schema, "/properties/reply/enum", Reply.values());
    assertWords(schema, "/properties/tcpEnd/properties/by/enum", TcpEndBy.values());
    assertWords(schema, "/properties/tcpEnd/properties/how/enum", TcpEndHow.values());
    assertWords(schema, "/properties/client/properties/stack/enum", StackName.values());
    assertWords(schema, "/properties/flags/items/enum", Rule.values());
    assertWords(
        schema, "/properties/violations/items/properties/violation/enum", Violation.values());
    assertWords(schema, "/properties/abnormal/oneOf/1/properties/cutIn/enum", CutIn.values());
    assertWords(
        schema, "/properties/proxyClose/oneOf/1/properties/reason/enum", ProxyCloseReason.values());
    assertWords(schema, "/properties/policy/oneOf/1/properties/cause/enum", PolicyCause.values());
    assertWords(schema, "/properties/policy/oneOf/1/properties/basis/enum", CauseBasis.values());
    assertWords(schema, "/$defs/kind/enum", CloseKind.values());
    assertWords(schema, "/$defs/side/enum", Sender.values());
    assertWords(schema, "/$defs/opcode/enum", Opcode.values());
    assertThat(schema.findValues("enum")).hasSize(14);
  }

  @Test
  void enumsOfTheOtherSchemas_areTheVocabulary() throws IOException {
    JsonNode handshake = JSON.readTree(EventSchema.HANDSHAKE.text());
    HandshakeOutcome[] notUpgraded =
        Arrays.stream(HandshakeOutcome.values())
            .filter(outcome -> outcome != HandshakeOutcome.UPGRADED)
            .toArray(HandshakeOutcome[]::new);
    assertWords(handshake, "/properties/outcome/enum", notUpgraded);
    assertThat(handshake.findValues("enum")).hasSize(1);

    JsonNode flag = JSON.readTree(EventSchema.FLAG.text());
    assertWords(flag, "/properties/side/enum", Sender.values());
    assertWords(flag, "/properties/rule/enum", Rule.values());
    assertThat(flag.findValues("enum")).hasSize(2);
  }

  private static void assertWords(JsonNode schema, String pointer, Labelled[] words) {
    List<String> written = new ArrayList<>();
    schema.at(pointer).forEach(word -> written.add(word.textValue()));
    assertThat(written).as(pointer).isEqualTo(Arrays.stream(words).map(Labelled::label).toList());
  }

  private static Set<String> fields(JsonNode node) {
    Set<String> names = new TreeSet<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static Set<String> texts(JsonNode array) {
    Set<String> texts = new TreeSet<>();
    array.forEach(text -> texts.add(text.textValue()));
    return texts;
  }
}
