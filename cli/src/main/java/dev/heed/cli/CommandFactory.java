package dev.heed.cli;

import dev.heed.cli.attend.AttendCommand;
import dev.heed.cli.attend.DecodeCommand;
import dev.heed.cli.attend.OnnxCommand;
import dev.heed.cli.console.Console;
import dev.heed.cli.embed.EmbedCommand;
import dev.heed.cli.embed.ModelsCommand;
import dev.heed.cli.embed.SimilarCommand;
import dev.heed.cli.explain.ExplainCommand;
import dev.heed.cli.explain.StepsCommand;
import dev.heed.cli.explain.TutorialCommand;
import dev.heed.cli.input.EncoderLoader;
import dev.heed.cli.inspect.InspectCommand;
import dev.heed.cli.measure.BenchCommand;
import dev.heed.cli.measure.ConformanceCommand;
import dev.heed.cli.measure.DoctorCommand;
import dev.heed.cli.measure.PlanCommand;
import dev.heed.cli.serve.ServeCommand;
import dev.heed.meter.Survey;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes commands, giving each the console and what loads models. */
final class CommandFactory implements IFactory {
  private final Console console;
  private final EncoderLoader loader;
  private final IFactory other = CommandLine.defaultFactory();

  CommandFactory(Console console, EncoderLoader loader) {
    this.console = console;
    this.loader = loader;
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    if (type == AttendCommand.class) {
      return type.cast(new AttendCommand(console, loader));
    }
    if (type == InspectCommand.class) {
      return type.cast(new InspectCommand(console, loader));
    }
    if (type == PlanCommand.class) {
      return type.cast(new PlanCommand(console));
    }
    if (type == StepsCommand.class) {
      return type.cast(new StepsCommand(console, loader));
    }
    if (type == ExplainCommand.class) {
      return type.cast(new ExplainCommand(console, loader));
    }
    if (type == EmbedCommand.class) {
      return type.cast(new EmbedCommand(console, loader));
    }
    if (type == SimilarCommand.class) {
      return type.cast(new SimilarCommand(console, loader));
    }
    if (type == ModelsCommand.class) {
      return type.cast(new ModelsCommand(console));
    }
    if (type == ServeCommand.class) {
      return type.cast(new ServeCommand(console, loader));
    }
    if (type == TutorialCommand.class) {
      return type.cast(new TutorialCommand(console));
    }
    if (type == OnnxCommand.class) {
      return type.cast(new OnnxCommand(console));
    }
    if (type == DecodeCommand.class) {
      return type.cast(new DecodeCommand(console));
    }
    if (type == ConformanceCommand.class) {
      return type.cast(new ConformanceCommand(console));
    }
    if (type == DoctorCommand.class) {
      return type.cast(new DoctorCommand(console));
    }
    if (type == BenchCommand.class) {
      return type.cast(new BenchCommand(console, Survey.SHORT));
    }
    return other.create(type);
  }
}
