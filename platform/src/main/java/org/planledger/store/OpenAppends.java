package org.planledger.store;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The appends of this process that have begun and of which it is not known what became of them. */
final class OpenAppends {
  private final Set<Object> open =
      Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

  /** Appends, and counts as open until the surrounding transaction, if there is one, has ended. */
  void append(Runnable append) {
    Object token = new Object();
    if (TransactionSynchronizationManager.isActualTransactionActive()) {
      TransactionSynchronizationManager.registerSynchronization(
          new TransactionSynchronization() {
            @Override
            public void afterCompletion(int status) {
              open.remove(token);
            }
          });
      open.add(token);
      append.run();
    } else {
      open.add(token);
      try {
        append.run();
      } finally {
        open.remove(token);
      }
    }
  }

  /** Those that are open now, each its own. */
  Set<Object> now() {
    synchronized (open) {
      Set<Object> copy = Collections.newSetFromMap(new IdentityHashMap<>());
      copy.addAll(open);
      return copy;
    }
  }
}
