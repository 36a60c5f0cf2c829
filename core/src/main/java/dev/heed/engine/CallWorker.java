package dev.heed.engine;

import dev.heed.engine.call.Call;
import dev.heed.engine.few.FewItems;
import dev.heed.engine.few.FewStates;
import dev.heed.engine.few.FewWorker;
import dev.heed.engine.tile.QueryTiles;
import dev.heed.engine.tile.TileWorker;
import dev.heed.kernel.Kernels;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** One thread's share of a call whose sequences may be on either path. */
final class CallWorker<A> implements IntConsumer {
  private final Call call;
  private final QueryTiles tiles;
  private final FewItems few;
  private final FewStates<A> states;
  private final Kernels<A> kernels;
  private @Nullable TileWorker<A> tileWorker;
  private @Nullable FewWorker<A> fewWorker;

  CallWorker(Call call, QueryTiles tiles, FewItems few, FewStates<A> states, Kernels<A> kernels) {
    this.call = call;
    this.tiles = tiles;
    this.few = few;
    this.states = states;
    this.kernels = kernels;
  }

  @Override
  public void accept(int item) {
    int behind = item - tiles.count();
    if (behind < 0) {
      TileWorker<A> worker =
          tileWorker == null ? new TileWorker<>(call, tiles, kernels) : tileWorker;
      tileWorker = worker;
      worker.accept(item);
    } else {
      FewWorker<A> worker =
          fewWorker == null ? new FewWorker<>(call, few, states, kernels) : fewWorker;
      fewWorker = worker;
      worker.accept(behind);
    }
  }
}
