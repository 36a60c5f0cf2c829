package dev.heed.spark;

import dev.heed.spark.sequence.BlockMaker;
import dev.heed.spark.sequence.KeyValueBlock;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.spark.TaskContext;

/**
 * Hands out blocks that are there, with trouble on the way. Each block that is handed out leaves a
 * file {@code block-attempt} in a folder, for the test to see what was done where and when.
 *
 * @param blocks what is handed out, by number
 * @param folder for the files
 * @param trouble what happens before a block is handed out
 */
record TroubledMaker(List<KeyValueBlock> blocks, String folder, Trouble trouble)
    implements BlockMaker {
  private static final long serialVersionUID = 1;

  /** What goes wrong. */
  interface Trouble extends Serializable {
    /**
     * Comes before a block is handed out.
     *
     * @param number of the block
     * @param attempt of the task, from 0
     */
    void meet(int number, int attempt) throws Exception;

    /** Every block takes a while. */
    static Trouble slowness(int milliseconds) {
      return (number, attempt) -> TimeUnit.MILLISECONDS.sleep(milliseconds);
    }

    /** A third of the blocks fails in the first attempts, which ones depends on the seed. */
    static Trouble failures(long seed) {
      return (number, attempt) -> {
        if (attempt < 2 && new Random(seed + 31L * number + attempt).nextInt(3) == 0) {
          throw new IOException("block %d failed on purpose".formatted(number));
        }
      };
    }

    /** One block takes very long in the first attempt. */
    static Trouble straggler(int slow) {
      return (number, attempt) ->
          TimeUnit.MILLISECONDS.sleep(number == slow && attempt == 0 ? 60_000 : 20);
    }
  }

  @Override
  public KeyValueBlock make(int number) throws Exception {
    TaskContext task = TaskContext.get();
    Path file = Path.of(folder, "%d-%d".formatted(number, task.attemptNumber()));
    Files.writeString(file, String.valueOf(ProcessHandle.current().pid()));
    trouble.meet(number, task.attemptNumber());
    return blocks.get(number);
  }
}
