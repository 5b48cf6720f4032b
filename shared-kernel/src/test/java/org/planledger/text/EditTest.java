package org.planledger.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.planledger.text.Letters.edit;
import static org.planledger.text.Letters.words;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EditTest {
  private final ObjectMapper json = new ObjectMapper();

  @Test
  void anEditThatDoesNothingIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> edit(3, "", ""))
        .withMessage("The edit at 3 neither removes nor brings words");
  }

  @Test
  void aNegativeIndexIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> edit(-1, "a", ""))
        .withMessage("An edit cannot start at -1");
  }

  @Test
  void anEmptyWordIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Edit(1, List.of(), List.of("a", ""), null))
        .withMessage("The edit at 1 has an empty word");
  }

  @Test
  void laterChangesOfTheListsGivenDoNotChangeTheEdit() {
    List<String> brings = new ArrayList<>(List.of("a"));
    Edit edit = new Edit(0, List.of(), brings, null);
    brings.add("b");

    assertThat(edit.brings()).containsExactly("a");
  }

  @Test
  void anEditIsWrittenAsJsonAndReadBack() throws JsonProcessingException {
    Edit edit = edit(2, "a", "b c", "AMD-1");
    String written = json.writeValueAsString(edit);

    assertThat(written)
        .isEqualTo(
            "{\"at\":2,\"removes\":[\"a\"],\"brings\":[\"b\",\"c\"],\"amendment\":\"AMD-1\"}");
    assertThat(json.readValue(written, Edit.class)).isEqualTo(edit);
  }

  @Test
  void anEditOfNoAmendmentNamesNoneInJson() throws JsonProcessingException {
    Edit edit = new Edit(0, List.of(), words("a"), null);
    String written = json.writeValueAsString(edit);

    assertThat(written).isEqualTo("{\"at\":0,\"removes\":[],\"brings\":[\"a\"]}");
    assertThat(json.readValue(written, Edit.class)).isEqualTo(edit);
  }
}
