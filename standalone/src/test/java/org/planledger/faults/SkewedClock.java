package org.planledger.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.ProtectionDomain;
import java.time.Clock;
import java.time.Instant;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;
import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.ClassWriter;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;

/**
 * A wrong clock of one process: an agent has every class of it that asks for the time of day, those
 * of libraries and of {@code java.time} too, ask {@link Skew}. What waits or measures goes by
 * another clock, which nobody can set, and stays right; so does the clock of the database.
 */
public final class SkewedClock {
  private static final String SKEW = Skew.class.getName().replace('.', '/');
  private static final String MILLIS = "currentTimeMillis";
  private static final int LOOKS_EVERY = 20;

  private final Path file;

  /** Right, until it is set. */
  SkewedClock(Path file) throws IOException {
    this.file = file.toAbsolutePath();
    set(0);
  }

  /** The argument of a process that is to have this clock. */
  String argument() throws IOException {
    return "-javaagent:%s=%s".formatted(jar(), file);
  }

  /** Is wrong by some milliseconds from soon on. */
  void set(long millis) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.writeString(next, String.valueOf(millis));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private Path jar() throws IOException {
    Path jar = file.resolveSibling(file.getFileName() + ".jar");
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Premain-Class", SkewedClock.class.getName());
    attributes.putValue("Can-Retransform-Classes", "true");
    attributes.putValue("Boot-Class-Path", jar.getFileName().toString());
    String name = SKEW + ".class";
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out, manifest);
        InputStream compiled = Skew.class.getClassLoader().getResourceAsStream(name)) {
      entries.putNextEntry(new JarEntry(name));
      compiled.transferTo(entries);
      entries.closeEntry();
    }
    return jar;
  }

  /** Called by the virtual machine, before the program. */
  public static void premain(String file, Instrumentation instrumentation) throws Exception {
    instrumentation.addTransformer(new Asking(), true);
    instrumentation.retransformClasses(
        Clock.class, Instant.class, Class.forName("java.time.Clock$SystemClock"));
    Thread.ofPlatform().daemon().name("skew").start(() -> follow(Path.of(file)));
  }

  private static void follow(Path file) {
    try {
      while (true) {
        Skew.set(Long.parseLong(Files.readString(file)));
        Thread.sleep(LOOKS_EVERY);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Asking implements ClassFileTransformer {
    @Override
    public byte @Nullable [] transform(
        @Nullable ClassLoader loader,
        String name,
        Class<?> redefined,
        ProtectionDomain domain,
        byte[] code) {
      boolean ofJava = name == null || (name.startsWith("java/") && !name.startsWith("java/time/"));
      if (ofJava
          || name.startsWith("jdk/")
          || name.startsWith("sun/")
          || name.equals(SKEW)
          || !asks(code)) {
        return null;
      }
      ClassReader reader = new ClassReader(code);
      ClassWriter writer = new ClassWriter(reader, 0);
      reader.accept(
          new ClassVisitor(Opcodes.ASM9, writer) {
            @Override
            public MethodVisitor visitMethod(
                int access, String method, String descriptor, String signature, String[] thrown) {
              return new Replacing(
                  super.visitMethod(access, method, descriptor, signature, thrown));
            }
          },
          0);
      return writer.toByteArray();
    }

    private static boolean asks(byte[] code) {
      String text = new String(code, StandardCharsets.ISO_8859_1);
      return text.contains(MILLIS) || text.contains("currentInstant");
    }
  }

  private static final class Replacing extends MethodVisitor {
    Replacing(MethodVisitor to) {
      super(Opcodes.ASM9, to);
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean ofInterface) {
      if (owner.equals("java/lang/System") && name.equals(MILLIS)) {
        super.visitMethodInsn(opcode, SKEW, MILLIS, descriptor, false);
        return;
      }
      super.visitMethodInsn(opcode, owner, name, descriptor, ofInterface);
      if (owner.equals("java/time/Clock") && name.equals("currentInstant")) {
        super.visitMethodInsn(
            Opcodes.INVOKESTATIC,
            SKEW,
            "skewed",
            "(Ljava/time/Instant;)Ljava/time/Instant;",
            false);
      }
    }
  }
}
