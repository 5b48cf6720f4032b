package org.planledger.bench.texts;

import java.io.IOException;
import java.time.LocalDate;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.storage.file.WindowCacheConfig;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;

/** JGit on a packed repository, with the index by day of {@link GitRepository}. */
final class JGit implements Engine {
  private final GitRepository git;
  private @Nullable Repository repository;

  JGit(GitRepository git) {
    this.git = git;
  }

  @Override
  public String name() {
    return Prepared.JGIT;
  }

  @Override
  public void load(Log log) throws IOException, InterruptedException {
    git.load(log);
  }

  @Override
  public void open(Log log) throws IOException {
    git.open();
    WindowCacheConfig cache = new WindowCacheConfig();
    cache.setPackedGitLimit(1L << 30);
    cache.setPackedGitOpenFiles(1024);
    cache.setPackedGitWindowSize(1 << 20);
    cache.setDeltaBaseCacheLimit(256 << 20);
    cache.install();
    repository = new FileRepositoryBuilder().setGitDir(git.folder().toFile()).build();
  }

  GitRepository git() {
    return git;
  }

  Repository repository() {
    if (repository == null) {
      throw new IllegalStateException("Nothing is loaded");
    }
    return repository;
  }

  @Override
  public int draft(LocalDate day, byte[] to) throws IOException {
    int end = 0;
    try (ObjectReader reader = repository().newObjectReader();
        RevWalk commits = new RevWalk(reader);
        TreeWalk files = new TreeWalk(reader)) {
      files.addTree(commits.parseCommit(git.at(day)).getTree());
      files.setRecursive(true);
      while (files.next()) {
        byte[] text = reader.open(files.getObjectId(0)).getCachedBytes();
        System.arraycopy(text, 0, to, end, text.length);
        end += text.length;
      }
    }
    return end;
  }

  @Override
  public void close() {
    if (repository != null) {
      repository.close();
    }
  }
}
