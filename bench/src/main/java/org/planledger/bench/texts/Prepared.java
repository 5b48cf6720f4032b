package org.planledger.bench.texts;

import java.nio.file.Path;

/** Where a workload is prepared, and who has it there. */
record Prepared(Path folder, String workload, int edits) {
  static final String EDITS = "edits";
  static final String MIXED = "mixed";

  static final String CHECKPOINTS = "checkpoints";

  static final String PLANLEDGER = "planledger";
  static final String ARRAYS = "arrays in memory (bound)";
  static final String POSTGRESQL = "PostgreSQL, LATERAL";
  static final String JGIT = "JGit, index by day";
  static final String CAT_FILE = "git cat-file, index by day";
  static final String ENVERS = "Envers, validity strategy";
  static final String JAVERS = "JaVers, plan as one object";

  /** The events from the beginning. */
  Log log() {
    return workload.equals(MIXED) ? new MixedLog(edits) : new WorkloadLog(edits);
  }

  Engine engine(String name) {
    return switch (name) {
      case PLANLEDGER -> new Planledger(folder.resolve(CHECKPOINTS));
      case ARRAYS -> new Memory();
      case POSTGRESQL -> new PostgresTable(folder.resolve("postgresql"));
      case JGIT -> new JGit(git());
      case CAT_FILE -> new GitCatFile(git());
      case ENVERS -> new Envers(folder.resolve("envers"));
      case JAVERS -> new JaVers(folder.resolve("javers"));
      default -> throw new IllegalArgumentException("Nobody is called " + name);
    };
  }

  GitRepository git() {
    return new GitRepository(folder.resolve("git"));
  }
}
