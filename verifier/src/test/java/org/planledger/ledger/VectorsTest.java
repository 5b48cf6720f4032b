package org.planledger.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.planledger.ledger.Trust.LogKey;

/**
 * Known answers: of transparency-dev/merkle, of Go's sumdb/note, of RFC 8032 and of this format.
 */
class VectorsTest {
  static final List<byte[]> LEAVES =
      List.of(
              "",
              "00",
              "10",
              "2021",
              "3031",
              "40414243",
              "5051525354555657",
              "606162636465666768696a6b6c6d6e6f")
          .stream()
          .map(HexFormat.of()::parseHex)
          .toList();

  static final List<String> ROOTS =
      List.of(
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
          "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
          "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
          "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
          "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
          "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

  static final String LOG_KEY =
      "plans.example/audit+ca8f6255+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea";
  static final String WITNESS_KEY =
      "witness.example/w1+04d2d833+BD1AF8PoQ4lakrcKp00bfrycmCzPLsSWjMDNVfEq9GYM";

  static final String SIGNED_CHECKPOINT =
      """
      plans.example/audit
      8
      XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=

      \u2014 plans.example/audit yo9iVfjA+aRSO/Hl3+5vz5y5qdjAEVKnZ/U75LHmaQHH74prtGXECYp5ttdJtZg2vvcon4+bXJoevXdBLCNFWPHA/gU=
      \u2014 witness.example/w1 BNLYMwAAAABlU/EAP7/rDsdKiMDR12750C5QfNEx2lY0tPdPMiz4zVQE/tDQDB73qZwyKI/b9nKmmAeyRzuoDGFLRGt3/p/W+walCw==
      """;

  private static final String PAYLOAD =
      "{\"paragraphs\":[\"a\",\"b\"],\"title\":\"Plan stratégique\"}";
  private static final String PAYLOAD_HASH =
      "950c5bcdfdb129ca016a11fc8df281cad8733f741dfedcb9e341f4f7ea926d05";
  private static final String ENVELOPE =
      """
      {"actor":{"id":"u-7","role":"secretariat"},"aggregateId":"plan-1","aggregateType":"Plan",\
      "eventId":"5c1f6a3e-0d7e-4f57-9f64-2d1f0d3b8a01","globalIndex":"1","meeting":"m-3",\
      "payloadHash":"%s","payloadType":"PlanDrafted","revision":"1","sequence":"0",\
      "timestamp":"2026-01-02T03:04:05.678Z","v":1}\
      """
          .formatted(PAYLOAD_HASH);

  /** The keys of RFC 8032 §7.1, tests 1 and 2, whose public halves the two key texts hold. */
  static Signer logSigner() {
    return signer(
        "plans.example/audit+ca8f6255",
        "01",
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
  }

  static Signer witnessSigner() {
    return signer(
        "witness.example/w1+04d2d833",
        "04",
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
  }

  private static Signer signer(String nameAndId, String kind, String seed) {
    byte[] encoded = HexFormat.of().parseHex(kind + seed);
    return Signer.parse(
        "PRIVATE+KEY+" + nameAndId + "+" + Base64.getEncoder().encodeToString(encoded) + "\n");
  }

  @Test
  void rootsOfEightLeaves() {
    Tree tree = new Tree();
    assertThat(tree.root()).hasToString(ROOTS.getFirst());
    for (int i = 0; i < LEAVES.size(); i++) {
      tree.append(Merkle.leaf(LEAVES.get(i)));
      assertThat(tree.root()).hasToString(ROOTS.get(i + 1));
    }
  }

  @Test
  void leafAndNode() {
    assertThat(Merkle.leaf("L123456".getBytes(UTF_8)))
        .hasToString("395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56");
    // The vector's children are five bytes long, which no child of a tree is.
    assertThat(Hash.of(new byte[] {1}, "N123".getBytes(UTF_8), "N456".getBytes(UTF_8)))
        .hasToString("aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb");
  }

  @Test
  void proofsOfEightLeaves() {
    Merkle.Subtrees subtrees = NaiveTree.of(LEAVES).subtrees();
    List<Hash> inclusion = Merkle.inclusion(5, 8, subtrees);
    assertThat(inclusion.stream().map(Hash::base64))
        .containsExactly(
            "vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=",
            "yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA=",
            "037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=");
    Merkle.verifyInclusion(Merkle.leaf(LEAVES.get(5)), 5, 8, inclusion, Hash.fromHex(ROOTS.get(8)));

    assertThat(Merkle.consistency(4, 8, subtrees).stream().map(Hash::toString))
        .containsExactly("6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4");
    List<Hash> consistency = Merkle.consistency(6, 8, subtrees);
    assertThat(consistency.stream().map(Hash::toString))
        .containsExactly(
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
    Merkle.verifyConsistency(
        6, 8, consistency, Hash.fromHex(ROOTS.get(6)), Hash.fromHex(ROOTS.get(8)));
  }

  @Test
  void noteOfAnotherImplementation() {
    VerifierKey key =
        VerifierKey.parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
    String note =
        """
        This is an example message.

        \u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
        """;
    Note read = Note.parse(note);
    assertThat(read.text()).isEqualTo("This is an example message.\n");
    assertThat(read.verify(Set.of(key))).containsExactly(new Note.Verified(key, null));
    assertThat(read).hasToString(note);
    Note other = new Note("This is another message.\n", read.signatures());
    assertThatThrownBy(() -> other.verify(Set.of(key))).isInstanceOf(SignatureFailed.class);
  }

  @Test
  void signedAndCosignedCheckpoint() {
    Signer log = logSigner();
    Signer witness = witnessSigner();
    assertThat(log.verifier()).hasToString(LOG_KEY).isEqualTo(VerifierKey.parse(LOG_KEY));
    assertThat(witness.verifier()).hasToString(WITNESS_KEY);

    Checkpoint checkpoint = new Checkpoint("plans.example/audit", 8, Hash.fromHex(ROOTS.get(8)));
    Instant seen = Instant.ofEpochSecond(1_700_000_000);
    Note note = checkpoint.sign(List.of(log));
    note = note.with(List.of(witness.sign(note.text(), seen)));
    assertThat(note).hasToString(SIGNED_CHECKPOINT);

    Trust trust =
        new Trust(Set.of(LogKey.parse(LOG_KEY)), Set.of(VerifierKey.parse(WITNESS_KEY)), 1);
    Trust.Signed signed = trust.open(Note.parse(SIGNED_CHECKPOINT));
    assertThat(signed.checkpoint()).isEqualTo(checkpoint);
    assertThat(signed.seen()).containsExactly(seen);
    assertThat(trust.isWitnessed(signed)).isTrue();
  }

  @Test
  void envelopeAndItsLeaf() {
    assertThat(PAYLOAD.getBytes(UTF_8)).hasSize(52);
    Hash payloadHash = Envelope.hashOf(PAYLOAD);
    assertThat(payloadHash).hasToString(PAYLOAD_HASH);
    Envelope envelope =
        new Envelope(
            new Envelope.Actor("u-7", "secretariat", null),
            "plan-1",
            "Plan",
            "5c1f6a3e-0d7e-4f57-9f64-2d1f0d3b8a01",
            1,
            "m-3",
            payloadHash,
            "PlanDrafted",
            1,
            0,
            Instant.parse("2026-01-02T03:04:05.678901Z"),
            null,
            null);
    byte[] leaf = envelope.leaf();
    assertThat(new String(leaf, UTF_8)).isEqualTo(ENVELOPE);
    assertThat(leaf).hasSize(356);
    assertThat(Merkle.leaf(leaf))
        .hasToString("e9fdec8e3eaf89796e9b77774bfccdf67922a18daba80a23a25b587b8bd30cee");
    assertThat(Envelope.read(leaf)).isEqualTo(envelope);
  }
}
