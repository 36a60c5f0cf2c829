package dev.heed.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What somebody wants to have measured.
 *
 * @param quick the short suite
 * @param only a word that the names of all cases hold; empty for all
 * @param rounds how many, or 0 for as many as the suite has
 * @param peers whether peers are measured beside Heed
 */
record Settings(boolean quick, String only, int rounds, boolean peers) {
  private static final String ENCODER = "encoder";
  private static final int KEPT_ROUNDS = 5;

  static final String USAGE = "benchmarks/run [--quick] [--only WORD] [--rounds N] [--no-peers]";

  /**
   * Reads what was typed.
   *
   * @throws IllegalArgumentException for anything that {@link #USAGE} has not
   */
  static Settings of(List<String> typed) {
    boolean quick = false;
    boolean peers = true;
    String only = "";
    int rounds = 0;
    for (int at = 0; at < typed.size(); at++) {
      switch (typed.get(at)) {
        case "--quick" -> quick = true;
        case "--no-peers" -> peers = false;
        case "--only" -> only = value(typed, ++at);
        case "--rounds" -> rounds = count(value(typed, ++at));
        default -> throw wrong(typed.get(at) + " is no option");
      }
    }
    return new Settings(quick, only, rounds, peers);
  }

  private static String value(List<String> typed, int at) {
    if (at >= typed.size() || typed.get(at).isEmpty()) {
      throw wrong(typed.get(at - 1) + " wants a value");
    }
    return typed.get(at);
  }

  private static int count(String text) {
    if (!text.matches("[1-9]\\d{0,2}")) {
      throw wrong(text + " rounds: a number from 1 to 999");
    }
    return Integer.parseInt(text);
  }

  private static IllegalArgumentException wrong(String problem) {
    return new IllegalArgumentException(problem + ": " + USAGE);
  }

  /** What {@link #of} reads. */
  List<String> typed() {
    List<String> typed = new ArrayList<>();
    if (quick) {
      typed.add("--quick");
    }
    if (!peers) {
      typed.add("--no-peers");
    }
    if (!only.isEmpty()) {
      typed.addAll(List.of("--only", only));
    }
    if (rounds > 0) {
      typed.addAll(List.of("--rounds", Integer.toString(rounds)));
    }
    return typed;
  }

  /** Whether this is a suite as it is meant to be, whose result may be kept. */
  boolean isWhole() {
    return only.isEmpty() && rounds == 0 && peers;
  }

  /**
   * What the name of a kept result ends with, after date, processor and JDK; empty where the result
   * is not kept. A part is kept whose goals have a number of rounds.
   */
  Optional<String> kept() {
    if (isWhole()) {
      return Optional.of(quick ? "-quick" : "");
    }
    boolean encoder = only.equals(ENCODER) && peers && !quick && suite().rounds() >= KEPT_ROUNDS;
    return encoder ? Optional.of("-" + ENCODER) : Optional.empty();
  }

  Suite suite() {
    Suite suite = quick ? Suite.quick() : Suite.full();
    return isWhole() ? suite : suite.only(only, rounds > 0 ? rounds : suite.rounds());
  }
}
