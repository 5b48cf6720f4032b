package org.planledger.query.webhook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** An authority that nobody trusts who is not told to. */
final class Authority {
  private static final HeldCertificate ROOT =
      new HeldCertificate.Builder().certificateAuthority(0).commonName("Authority").build();

  /** Its certificate. */
  static final Path FILE = write();

  private Authority() {}

  private static Path write() {
    try {
      Path file = Files.createTempFile("authority", ".pem");
      file.toFile().deleteOnExit();
      return Files.writeString(file, ROOT.certificatePem());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a server shows for a host. */
  static HandshakeCertificates trusted(String host) {
    return shown(signed(host).build());
  }

  /** The same, of yesterday. */
  static HandshakeCertificates expired(String host) {
    long now = System.currentTimeMillis();
    return shown(signed(host).validityInterval(now - 2 * DAY, now - DAY).build());
  }

  /** The same, signed by itself. */
  static HandshakeCertificates selfSigned(String host) {
    return new HandshakeCertificates.Builder()
        .heldCertificate(new HeldCertificate.Builder().addSubjectAlternativeName(host).build())
        .build();
  }

  private static final long DAY = 86_400_000;

  private static HeldCertificate.Builder signed(String host) {
    return new HeldCertificate.Builder().signedBy(ROOT).addSubjectAlternativeName(host);
  }

  private static HandshakeCertificates shown(HeldCertificate certificate) {
    return new HandshakeCertificates.Builder()
        .heldCertificate(certificate, ROOT.certificate())
        .build();
  }
}
