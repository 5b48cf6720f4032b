package org.planledger.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * A private key. Its file holds one line, {@code PRIVATE+KEY+name+id+key} as Go's sumdb/note writes
 * it, is kept outside the database and is readable to its owner only.
 */
public final class Signer {
  private static final String PREFIX = "PRIVATE+KEY+";
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final byte[] seed;
  private final PrivateKey key;
  private final VerifierKey verifier;

  private Signer(String name, KeyKind kind, byte[] seed) {
    this.seed = seed.clone();
    try {
      this.key =
          KeyFactory.getInstance("Ed25519")
              .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
      this.verifier = new VerifierKey(name, kind, publicBytes(seed));
    } catch (GeneralSecurityException noKey) {
      throw new Malformed("no Ed25519 key: " + noKey.getMessage());
    }
  }

  /** A new key. */
  public static Signer generate(String name, KeyKind kind) {
    byte[] seed = new byte[Hash.BYTES];
    new SecureRandom().nextBytes(seed);
    return new Signer(name, kind, seed);
  }

  /**
   * Reads the text of a key file.
   *
   * @throws Malformed for another form; the text is not repeated in the error
   */
  public static Signer parse(String text) {
    String[] parts = text.strip().split("\\+", 5);
    if (parts.length != 5 || !text.startsWith(PREFIX)) {
      throw new Malformed("a key file holds PRIVATE+KEY+name+id+key");
    }
    byte[] encoded;
    try {
      encoded = Base64Text.decode(parts[4]);
    } catch (Malformed notBase64) {
      throw new Malformed("the key in a key file is not base64");
    }
    if (encoded.length != 1 + Hash.BYTES) {
      throw new Malformed("the key in a key file does not have 33 bytes");
    }
    Signer signer =
        new Signer(parts[2], KeyKind.of(encoded[0]), Arrays.copyOfRange(encoded, 1, 33));
    if (!signer.verifier.hexId().equals(parts[3])) {
      throw new Malformed("the id in a key file is not that of its key");
    }
    return signer;
  }

  /**
   * Reads a key file.
   *
   * @throws IOException where it cannot be read, or where others than its owner may
   * @throws Malformed for another form
   */
  public static Signer read(Path file) throws IOException {
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      if (!OWNER_ONLY.containsAll(permissions)) {
        throw new IOException(
            "%s may be used by others (%s); run chmod 600 on it"
                .formatted(file, PosixFilePermissions.toString(permissions)));
      }
    }
    return parse(Files.readString(file));
  }

  /**
   * Writes a new key file that only its owner can read.
   *
   * @throws IOException where the file exists or cannot be written
   */
  public void write(Path file) throws IOException {
    if (Files.getFileStore(file.toAbsolutePath().getParent()).supportsFileAttributeView("posix")) {
      Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    } else {
      Files.createFile(file);
    }
    byte[] encoded = new byte[1 + seed.length];
    encoded[0] = verifier.kind().number();
    System.arraycopy(seed, 0, encoded, 1, seed.length);
    Files.writeString(
        file,
        PREFIX + verifier.name() + "+" + verifier.hexId() + "+" + Base64Text.encode(encoded) + "\n",
        StandardOpenOption.WRITE);
  }

  /** The public key that goes with it. */
  public VerifierKey verifier() {
    return verifier;
  }

  /**
   * Signs the text of a note.
   *
   * @param now the time a witness states; of no meaning for the key of a log
   */
  public Note.Signature sign(String text, Instant now) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(key);
      signature.update(verifier.kind() == KeyKind.LOG ? Utf8.encode(text) : seen(text, now));
      byte[] signed = signature.sign();
      return new Note.Signature(
          verifier,
          verifier.kind() == KeyKind.LOG
              ? signed
              : ByteBuffer.allocate(Long.BYTES + signed.length)
                  .putLong(now.getEpochSecond())
                  .put(signed)
                  .array());
    } catch (GeneralSecurityException noSignature) {
      throw new IllegalStateException("an Ed25519 key always signs", noSignature);
    }
  }

  /** What a witness signs: C2SP tlog-cosignature. */
  static byte[] seen(String text, Instant when) {
    return Utf8.encode("cosignature/v1\ntime " + when.getEpochSecond() + "\n" + text);
  }

  /** Java tells a public key only of a pair that it generates: here out of the given seed. */
  private static byte[] publicBytes(byte[] seed) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
    generator.initialize(
        NamedParameterSpec.ED25519,
        new SecureRandom() {
          private static final long serialVersionUID = 1L;

          @Override
          public void nextBytes(byte[] bytes) {
            System.arraycopy(seed, 0, bytes, 0, bytes.length);
          }
        });
    byte[] encoded = generator.generateKeyPair().getPublic().getEncoded();
    return Arrays.copyOfRange(encoded, encoded.length - Hash.BYTES, encoded.length);
  }
}
