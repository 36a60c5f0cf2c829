package dev.heed.engine.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.testkit.Seeds;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Flags are counted and transposed eight at a time, whatever their number and their bytes. */
@DisplayName("flags, eight at a time")
class EightFlagsTest {
  private static final int[] SIZES = {0, 1, 7, 8, 9, 15, 16, 61, 64, 128};

  private final RandomGenerator random = Seeds.of(73).random();

  private byte[] flags(int length) {
    byte[] flags = new byte[length];
    for (int n = 0; n < length; n++) {
      flags[n] = (byte) (random.nextBoolean() ? 0 : random.nextInt(256));
    }
    return flags;
  }

  @Test
  void everyByteThatIsNotZeroCounts() {
    for (int value = 0; value < 256; value++) {
      byte[] flags = {0, (byte) value, 0, (byte) value, 0, 0, 0, (byte) value, (byte) value};
      assertThat(EightFlags.count(flags, 0, 9, 1, 9)).as("%d", value).isEqualTo(value == 0 ? 0 : 4);
    }
    for (int rows : SIZES) {
      for (int columns : SIZES) {
        for (int stride : new int[] {0, columns, columns + 3}) {
          byte[] flags = flags(5 + Math.max(0, rows - 1) * stride + columns);
          int expected = 0;
          for (int n = 0; n < rows * columns; n++) {
            expected += flags[5 + n / columns * stride + n % columns] != 0 ? 1 : 0;
          }
          assertThat(EightFlags.count(flags, 5, stride, rows, columns)).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void rowsBecomeColumnsAndNothingElseIsWritten() {
    for (int rows : SIZES) {
      for (int columns : SIZES) {
        int stride = columns + 3;
        int targetStride = rows + 2;
        byte[] source = flags(5 + Math.max(0, rows - 1) * stride + columns);
        byte[] target = flags(columns * targetStride);
        byte[] expected = target.clone();
        for (int n = 0; n < rows * columns; n++) {
          int row = n / columns;
          int column = n % columns;
          expected[column * targetStride + row] = source[5 + row * stride + column];
        }
        EightFlags.transpose(source, 5, stride, rows, columns, target, targetStride);
        assertThat(target).as("%d × %d", rows, columns).isEqualTo(expected);
      }
    }
  }
}
