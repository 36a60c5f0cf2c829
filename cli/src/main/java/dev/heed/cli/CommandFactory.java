package dev.heed.cli;

import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes commands, giving each the console that it writes to. */
final class CommandFactory implements IFactory {
  private final Console console;
  private final IFactory other = CommandLine.defaultFactory();

  CommandFactory(Console console) {
    this.console = console;
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    if (type == AttendCommand.class) {
      return type.cast(new AttendCommand(console));
    }
    if (type == StepsCommand.class) {
      return type.cast(new StepsCommand(console));
    }
    if (type == TutorialCommand.class) {
      return type.cast(new TutorialCommand(console));
    }
    if (type == DoctorCommand.class) {
      return type.cast(new DoctorCommand(console));
    }
    return other.create(type);
  }
}
