package dev.heed.onnx;

import dev.heed.mask.ScoreFunction;
import dev.heed.tensor.Shape;
import java.util.List;

/**
 * A tensor of a graph about scores, none of whose numbers need be in memory: each is a function of
 * the score and of the place b, h, i, j among the scores. Its axes are matched with those of the
 * scores from the right.
 *
 * @param type how the graph counts
 * @param shape at most four axes
 * @param rule the number at a place; along an axis of size 1 the same everywhere
 * @param asksScore whether a number depends on the score
 * @param cost operations that one number takes
 */
record Field(ElementType type, Shape shape, ScoreFunction rule, boolean asksScore, int cost) {
  /** The most numbers that are held of one tensor. */
  static final int MOST_NUMBERS = 1 << 22;

  /** A value that is used twice is worked out twice: a few lines of a file could ask for years. */
  private static final int MOST_OPERATIONS = 10_000;

  private static final int AXES = 4;

  /**
   * @throws IllegalArgumentException if there are more than four axes, or too much to work out
   */
  Field {
    if (cost > MOST_OPERATIONS) {
      throw new IllegalArgumentException(
          "takes more than %d operations for each score".formatted(MOST_OPERATIONS));
    }
    if (shape.rank() > AXES) {
      throw new IllegalArgumentException(
          "a tensor %s in the graph: at most 4 axes, as scores have".formatted(shape));
    }
  }

  /** The scores themselves. */
  static Field scores(ElementType type, Shape shape) {
    return new Field(type, shape, (score, b, h, i, j) -> score, true, 1);
  }

  /** Numbers that follow from those of other fields at the same place, or from none. */
  static Field of(ElementType type, Shape shape, List<Field> from, ScoreFunction rule) {
    int cost = 1;
    boolean asksScore = false;
    for (Field field : from) {
      cost += field.cost;
      asksScore |= field.asksScore;
    }
    return new Field(type, shape, rule, asksScore, cost);
  }

  /** Known numbers in C order; the array is not copied. */
  static Field of(ElementType type, Shape shape, double[] numbers) {
    if (numbers.length == 1) {
      double only = numbers[0];
      return of(type, shape, List.of(), (score, b, h, i, j) -> only);
    }
    int[] step = steps(shape);
    return of(
        type,
        shape,
        List.of(),
        (score, b, h, i, j) -> numbers[b * step[0] + h * step[1] + i * step[2] + j * step[3]]);
  }

  /** The numbers of a constant, held once more as doubles. */
  static Field of(Constant constant) {
    return of(constant.type(), constant.numbers().shape(), constant.numbers().toDoubleArray());
  }

  /** A list of whole numbers. */
  static Field wholes(long... numbers) {
    double[] held = new double[numbers.length];
    for (int n = 0; n < numbers.length; n++) {
      held[n] = numbers[n];
    }
    return of(ElementType.INT64, Shape.of(numbers.length), held);
  }

  /** The same numbers in the same order under another shape of as many. */
  Field reshaped(Shape other) {
    return of(type, other, numbers());
  }

  /**
   * All numbers in C order.
   *
   * @throws IllegalArgumentException if they depend on scores, or are too many to be held
   */
  double[] numbers() {
    if (asksScore) {
      throw new IllegalArgumentException(
          "takes numbers that depend on scores, which only operators on single numbers may");
    }
    if (shape.elements() > MOST_NUMBERS) {
      throw new IllegalArgumentException(
          "takes a tensor %s: at most %d numbers are held".formatted(shape, MOST_NUMBERS));
    }
    double[] numbers = new double[(int) shape.elements()];
    int[] place = new int[AXES];
    int first = AXES - shape.rank();
    for (int n = 0; n < numbers.length; n++) {
      numbers[n] = rule.apply(0, place[0], place[1], place[2], place[3]);
      for (int axis = AXES - 1; axis >= first && ++place[axis] == shape.size(axis - first); ) {
        place[axis--] = 0;
      }
    }
    return numbers;
  }

  /**
   * All numbers, as whole ones.
   *
   * @throws IllegalArgumentException if they are of another type
   */
  long[] wholes() {
    if (!type.isWhole()) {
      throw new IllegalArgumentException(
          "takes %s where whole numbers belong".formatted(type.label()));
    }
    double[] numbers = numbers();
    long[] wholes = new long[numbers.length];
    for (int n = 0; n < numbers.length; n++) {
      wholes[n] = (long) numbers[n];
    }
    return wholes;
  }

  /** What a number becomes in a type: rounded, cut to a whole one, or true where not 0. */
  static double cast(ElementType type, double number) {
    return switch (type) {
      case DOUBLE -> number;
      case FLOAT -> (float) number;
      case FLOAT16 -> Float.float16ToFloat(Float.floatToFloat16((float) number));
      case BFLOAT16 -> brain((float) number);
      case INT32 -> (int) number;
      case INT64 -> (long) number;
      case BOOL -> number == 0 ? 0 : 1;
    };
  }

  /** The result of arithmetic in a type; half floats are counted with in float32. */
  static double counted(ElementType type, double number) {
    return type.isFloat() && type != ElementType.DOUBLE ? (float) number : number;
  }

  /** To nearest, a tie to even, as every rounding here. */
  private static float brain(float number) {
    if (Float.isNaN(number)) {
      return number;
    }
    int bits = Float.floatToRawIntBits(number);
    return Float.intBitsToFloat((bits + 0x7fff + (bits >>> 16 & 1)) & 0xffff0000);
  }

  /** Elements between neighbours along the four axes of scores; 0 where there is one. */
  private static int[] steps(Shape shape) {
    int[] steps = new int[AXES];
    int step = 1;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      int size = shape.size(axis);
      steps[axis + AXES - shape.rank()] = size == 1 ? 0 : step;
      step *= Math.max(1, size);
    }
    return steps;
  }
}
