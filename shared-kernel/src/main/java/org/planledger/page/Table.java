package org.planledger.page;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Values that are numbered from 0 in the order in which they are first seen.
 *
 * <p>Several threads may add. Others may read what was added before they were given its number.
 */
public final class Table<T> {
  private final Map<T, Integer> numbers = new HashMap<>();
  private volatile Object[] values = new Object[8];

  /** Without values. */
  public Table() {}

  /** The number of a value; a new one if no equal value has one. */
  public synchronized int number(T value) {
    Integer known = numbers.get(value);
    if (known != null) {
      return known;
    }
    int number = numbers.size();
    Object[] all = values;
    if (number == all.length) {
      all = Arrays.copyOf(all, number * 2);
    }
    all[number] = value;
    values = all;
    numbers.put(value, number);
    return number;
  }

  /** The number of a value, or -1 if no equal value has one. */
  public synchronized int find(T value) {
    return numbers.getOrDefault(value, -1);
  }

  /** The value with a number. */
  @SuppressWarnings("unchecked") // only values of this type are added
  public T get(int number) {
    return (T) values[number];
  }
}
