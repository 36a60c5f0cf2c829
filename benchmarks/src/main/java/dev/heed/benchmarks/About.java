package dev.heed.benchmarks;

import dev.heed.benchmarks.results.MarkdownTable;
import dev.heed.meter.Machine;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a run was: enough to repeat it.
 *
 * @param date of its start
 * @param command that made it
 * @param machine that it ran on
 * @param engines names and versions
 */
record About(LocalDate date, String command, Machine machine, Map<String, String> engines) {
  About {
    engines = new LinkedHashMap<>(engines);
  }

  /** The run of {@code command} on this machine today. */
  static About here(String command, List<Engine> measured) {
    Map<String, String> engines = new LinkedHashMap<>();
    measured.forEach(engine -> engines.put(engine.name(), engine.version()));
    return new About(LocalDate.now(java.time.ZoneOffset.UTC), command, Machine.here(), engines);
  }

  /** The same with what took part in the encoder's cases. */
  About with(Map<String, String> contenders) {
    Map<String, String> all = new LinkedHashMap<>(engines);
    contenders.forEach((name, version) -> all.put("encoder: " + name, version));
    return new About(date, command, machine, all);
  }

  /** Date, processor and JDK as the name of a file. */
  String fileName() {
    String jdk = machine.java().replaceFirst("[+ ].*", "");
    String processor =
        machine
            .processor()
            .toLowerCase(Locale.ROOT)
            .replaceAll("\\((r|tm)\\)|\\b(cpu|processor)\\b|@.*", " ")
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-|-$", "");
    return "%s-%s-%s".formatted(date, processor, jdk);
  }

  /** The head of the page. */
  String markdown(int rounds) {
    MarkdownTable table = new MarkdownTable(2, List.of("run", ""));
    table.add(List.of("date", date.toString()));
    table.add(List.of("command", "`" + command + "`"));
    table.add(List.of("rounds", "%d, each engine in a fresh process".formatted(rounds)));
    table.add(
        List.of(
            "machine",
            "%s, %d processors, %s"
                .formatted(machine.processor(), machine.processors(), machine.system())));
    table.add(List.of("JVM", machine.java()));
    engines.forEach((name, version) -> table.add(List.of(name, version)));
    return "# Speed on "
        + date
        + "\n\nMedians of the rounds' medians; \"rounds\" is their range; × is how many times as long as"
        + " Heed a peer takes.\nPeers compute the same numbers, checked before they are timed; – is a"
        + " case that a peer does not have.\n\n"
        + table;
  }

  /** The same as fields of JSON. */
  Map<String, Object> fields(int rounds) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("date", date.toString());
    fields.put("command", command);
    fields.put("rounds", rounds);
    fields.put("processor", machine.processor());
    fields.put("processors", machine.processors());
    fields.put("system", machine.system());
    fields.put("java", machine.java());
    fields.put("engines", engines);
    return fields;
  }
}
