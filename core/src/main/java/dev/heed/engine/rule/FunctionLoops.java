package dev.heed.engine.rule;

import dev.heed.mask.MaskFunction;
import dev.heed.mask.ScoreFunction;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;

/**
 * Loops around functions of the caller's own, a copy for each class of functions. The compiler
 * inlines a call where it has seen one class only; were the loop shared, the third lambda alive in
 * a JVM would slow down all of them.
 */
final class FunctionLoops extends ClassValue<Object> {
  private static final FunctionLoops MASKS = new FunctionLoops(PlainMaskLoop.class);
  private static final FunctionLoops FLOATS = new FunctionLoops(FloatScoreLoop.class);
  private static final FunctionLoops DOUBLES = new FunctionLoops(DoubleScoreLoop.class);

  private final Class<?> loop;

  private FunctionLoops(Class<?> loop) {
    this.loop = loop;
  }

  static MaskLoop mask(MaskFunction function) {
    return (MaskLoop) MASKS.get(function.getClass());
  }

  /** The loop over arrays of the type of {@code sample}, float[] or double[]. */
  @SuppressWarnings("unchecked") // the loop is for arrays of the sample's type
  static <A> ScoreLoop<A> score(ScoreFunction function, A sample) {
    FunctionLoops loops = sample instanceof float[] ? FLOATS : DOUBLES;
    return (ScoreLoop<A>) loops.get(function.getClass());
  }

  /** A class of its own with the loop's code, which goes when the function's class goes. */
  @Override
  protected Object computeValue(Class<?> function) {
    String file = loop.getName().substring(loop.getPackageName().length() + 1) + ".class";
    try (InputStream code = loop.getResourceAsStream(file)) {
      if (code == null) {
        throw new IllegalStateException(file + " is not beside the classes of its package");
      }
      Class<?> copy =
          MethodHandles.lookup().defineHiddenClass(code.readAllBytes(), true).lookupClass();
      return copy.getDeclaredConstructor().newInstance();
    } catch (IOException | ReflectiveOperationException e) {
      throw new IllegalStateException(file + " cannot be copied", e);
    }
  }
}
