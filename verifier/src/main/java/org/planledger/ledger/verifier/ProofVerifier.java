package org.planledger.ledger.verifier;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.planledger.ledger.Envelope;
import org.planledger.ledger.Evidence;
import org.planledger.ledger.EvidenceFailed;
import org.planledger.ledger.LoggedEvent;
import org.planledger.ledger.Malformed;
import org.planledger.ledger.ProofFailed;
import org.planledger.ledger.SignatureFailed;
import org.planledger.ledger.TlogProof;
import org.planledger.ledger.Trust;
import org.planledger.ledger.Untrusted;
import org.planledger.ledger.bundle.Finding;
import org.planledger.ledger.bundle.Finding.Code;
import org.planledger.ledger.bundle.Report;

/** Checks the proof of one event, or the evidence of a text. */
final class ProofVerifier {
  private final List<String> facts = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();

  private ProofVerifier() {}

  static Report verify(byte[] file, @Nullable LoggedEvent event, Trust trust) {
    ProofVerifier verifier = new ProofVerifier();
    Trust.Signed signed = verifier.check(file, event, trust);
    if (signed != null && trust.quorum() > 0) {
      String seen =
          "%d of the %d witnesses asked for have signed"
              .formatted(signed.seen().size(), trust.quorum());
      if (trust.isWitnessed(signed)) {
        verifier.facts.add(seen);
      } else {
        verifier.findings.add(Finding.of(Code.QUORUM_NOT_MET, seen));
      }
    }
    return new Report(signed, verifier.facts, verifier.findings);
  }

  private Trust.@Nullable Signed check(byte[] file, @Nullable LoggedEvent event, Trust trust) {
    try {
      if (TlogProof.isProof(file)) {
        return proof(TlogProof.parse(file), event, trust);
      }
      if (Evidence.isEvidence(file) && event == null) {
        return evidence(Evidence.read(file), trust);
      }
      throw new Malformed("this is neither a proof of an event nor evidence of a text");
    } catch (Malformed malformed) {
      findings.add(Finding.of(Code.MALFORMED, malformed.getMessage()));
    } catch (SignatureFailed failed) {
      findings.add(Finding.of(Code.BAD_SIGNATURE, String.valueOf(failed.getMessage())));
    } catch (Untrusted untrusted) {
      findings.add(Finding.of(Code.UNTRUSTED_KEY, String.valueOf(untrusted.getMessage())));
    } catch (ProofFailed failed) {
      findings.add(Finding.of(Code.PROOF_MISMATCH, String.valueOf(failed.getMessage())));
    } catch (EvidenceFailed failed) {
      findings.add(
          new Finding(
              Code.valueOf(failed.reason().name()),
              String.valueOf(failed.getMessage()),
              null,
              failed.event(),
              List.of()));
    }
    return null;
  }

  private Trust.Signed proof(TlogProof proof, @Nullable LoggedEvent event, Trust trust) {
    byte[] inside = proof.leaf() == null ? null : proof.leaf().getBytes(UTF_8);
    byte[] leaf = event == null ? inside : event.envelope().leaf();
    if (leaf == null) {
      throw new Malformed("the proof does not hold its event; give it with --event");
    }
    Trust.Signed signed = proof.verify(leaf, trust);
    Envelope envelope = Envelope.read(leaf);
    if (event != null && !event.isIntact()) {
      findings.add(
          new Finding(
              Code.LEAF_MISMATCH,
              "the payload of event %s is not the one that was logged"
                  .formatted(envelope.eventId()),
              proof.index(),
              envelope.eventId(),
              List.of()));
    } else if (inside != null && !Arrays.equals(inside, leaf)) {
      findings.add(Finding.of(Code.MALFORMED, "the proof holds another event than the one given"));
    } else {
      facts.add(
          "event %d, %s by %s (%s) at %s, meeting %s, is in the log of %s; its text has the hash %s"
              .formatted(
                  proof.index(),
                  envelope.payloadType(),
                  envelope.actor().id(),
                  envelope.actor().role(),
                  envelope.timestamp(),
                  envelope.meeting() == null ? "none" : envelope.meeting(),
                  signed.checkpoint().origin(),
                  envelope.payloadHash()));
    }
    return signed;
  }

  private Trust.Signed evidence(Evidence evidence, Trust trust) {
    Trust.Signed signed = evidence.verify(trust);
    facts.add(
        "provision %s of plan %s was decided to read as given; %d events in the log of %s made it"
            .formatted(
                evidence.provision(),
                evidence.plan(),
                evidence.events().size(),
                signed.checkpoint().origin()));
    facts.add(
        "that this was its text at %s, and no later event decided another, is said by whoever gave the evidence; the bundle of the whole log shows it"
            .formatted(evidence.point()));
    evidence.texts().forEach((language, text) -> facts.add(language + ": \"" + text.text() + "\""));
    return signed;
  }
}
