package org.planledger.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.planledger.ledger.Trust.LogKey;

class NoteTest {
  private static final Signer LOG = VectorsTest.logSigner();
  private static final Signer WITNESS = VectorsTest.witnessSigner();
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "text\n",
        "text\n\n",
        "text\n\n\u2014 a AAAAAAE=",
        "text\n\n\u2014 a AAAAAAE=\n\n",
        "text\r\n\n\u2014 a AAAAAAE=\n",
        "te\u0000xt\n\n\u2014 a AAAAAAE=\n",
        "te\u007fxt\n\n\u2014 a AAAAAAE=\n",
        "text\n\n- a AAAAAAE=\n",
        "text\n\n\u2014a AAAAAAE=\n",
        "text\n\n\u2014  AAAAAAE=\n",
        "text\n\n\u2014 a  AAAAAAE=\n",
        "text\n\n\u2014 a AAAAAAE= \n",
        "text\n\n\u2014 a+b AAAAAAE=\n",
        "text\n\n\u2014 a\u00a0b AAAAAAE=\n",
        "text\n\n\u2014 a AAAAAA==\n",
        "text\n\n\u2014 a AAAAAAF=\n",
        "text\n\n\u2014 a AAAAAAE\n",
        "text\n\n\u2014 a AAAA_AE=\n",
        "text\n\n\u2014 a AAAAAAE=\nno signature\n",
      })
  void otherThingsAreNoNotes(String text) {
    assertThatThrownBy(() -> Note.parse(text)).isInstanceOf(Malformed.class);
  }

  @Test
  void theTextEndsAtTheLastEmptyLine() {
    Note note = Note.parse("one\n\ntwo\n\n\u2014 a AAAAAAE=\n");
    assertThat(note.text()).isEqualTo("one\n\ntwo\n");
    assertThat(note).hasToString("one\n\ntwo\n\n\u2014 a AAAAAAE=\n");
  }

  @Test
  void longNotesAndNotUtf8AreRefused() {
    Note note = new Note("text\n", List.of(LOG.sign("text\n", NOW)));
    assertThatThrownBy(() -> Note.parse("x".repeat(Note.MAX_BYTES) + note))
        .isInstanceOf(Malformed.class);
    byte[] bytes = note.bytes();
    bytes[1] = (byte) 0xff;
    assertThatThrownBy(() -> Note.parse(bytes)).isInstanceOf(Malformed.class);
    String many = "text\n\n" + "\u2014 a AAAAAAE=\n".repeat(101);
    assertThatThrownBy(() -> Note.parse(many)).isInstanceOf(Malformed.class);
  }

  @Test
  void unknownKeysArePassedOverAndSixteenSignaturesAreRead() {
    Note note =
        new Note("text\n", List.of(LOG.sign("text\n", NOW)))
            .with(List.of(WITNESS.sign("text\n", NOW)));
    for (int i = 0; i < 16; i++) {
      note = note.with(List.of(Signer.generate("other" + i, KeyKind.LOG).sign("text\n", NOW)));
    }
    Note read = Note.parse(note.bytes());
    assertThat(read).isEqualTo(note);
    assertThat(read.signatures()).hasSize(18);
    assertThat(read.verify(Set.of(LOG.verifier(), WITNESS.verifier())))
        .containsExactlyInAnyOrder(
            new Note.Verified(LOG.verifier(), null), new Note.Verified(WITNESS.verifier(), NOW));
    // A key of the same name is another key.
    Signer namesake = Signer.generate(LOG.verifier().name(), KeyKind.LOG);
    assertThat(read.verify(Set.of(namesake.verifier()))).isEmpty();
  }

  @Test
  void oneWrongSignatureOfAKnownKeySpoilsTheNote() {
    Note.Signature right = LOG.sign("text\n", NOW);
    Note.Signature wrong = LOG.sign("another text\n", NOW);
    Note note = new Note("text\n", List.of(right, wrong));
    assertThatThrownBy(() -> note.verify(Set.of(LOG.verifier())))
        .isInstanceOf(SignatureFailed.class);
    Note seen = new Note("text\n", List.of(WITNESS.sign("another text\n", NOW)));
    assertThatThrownBy(() -> seen.verify(Set.of(WITNESS.verifier())))
        .isInstanceOf(SignatureFailed.class);
  }

  @Test
  void aWitnessCountsOnceHoweverOftenItSigned() {
    Checkpoint checkpoint = new Checkpoint(LOG.verifier().name(), 0, Merkle.EMPTY);
    Note note = checkpoint.sign(List.of(LOG));
    note =
        note.with(
            List.of(WITNESS.sign(note.text(), NOW), WITNESS.sign(note.text(), NOW.plusSeconds(1))));
    Signer second = Signer.generate("w2", KeyKind.WITNESS);
    Set<LogKey> logs = Set.of(LogKey.parse(LOG.verifier().toString()));
    Trust two = new Trust(logs, Set.of(WITNESS.verifier(), second.verifier()), 2);
    assertThat(two.isWitnessed(two.open(note))).isFalse();
    Note both = note.with(List.of(second.sign(note.text(), NOW)));
    assertThat(two.isWitnessed(two.open(both))).isTrue();
  }

  @Test
  void aLogSignsUnderItsOwnNameOnly() {
    Checkpoint other = new Checkpoint("another.example/log", 0, Merkle.EMPTY);
    assertThatThrownBy(() -> other.sign(List.of(LOG))).isInstanceOf(IllegalArgumentException.class);
    Note note = new Note(other.text(), List.of(LOG.sign(other.text(), NOW)));
    assertThatThrownBy(() -> Trust.in(LOG.verifier()).open(note)).isInstanceOf(Untrusted.class);
    assertThatThrownBy(() -> Trust.in(WITNESS.verifier())).isInstanceOf(Malformed.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plans.example/audit",
        "plans.example/audit+ca8f6255",
        "plans.example/audit+ca8f6255+",
        "plans.example/audit+ca8f6256+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
        "plans.example/audit+CA8F6255+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
        "plans.example/audit2+ca8f6255+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
        "plans.example/audit+ca8f6255+AtdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
        "plans.example/audit+ca8f6255+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1",
        "plans example+ca8f6255+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
      })
  void otherTextsAreNoKeys(String text) {
    assertThatThrownBy(() -> VerifierKey.parse(text)).isInstanceOf(Malformed.class);
  }

  @Test
  void keyFilesAreForTheirOwnersOnly(@TempDir Path folder) throws IOException {
    Signer signer = Signer.generate("plans.example/new", KeyKind.WITNESS);
    Path file = folder.resolve("key");
    signer.write(file);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Signer.read(file).verifier()).isEqualTo(signer.verifier());
    assertThatThrownBy(() -> signer.write(file)).isInstanceOf(IOException.class);

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> Signer.read(file)).hasMessageContaining("chmod 600");

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    String secret = Files.readString(file, StandardCharsets.UTF_8).strip();
    Files.writeString(file, secret.substring(0, secret.length() - 4));
    assertThatThrownBy(() -> Signer.read(file))
        .isInstanceOf(Malformed.class)
        .message()
        .doesNotContain(secret.substring(secret.length() - 20, secret.length() - 4));
  }
}
