package dev.heed.explorer.api;

import dev.heed.explorer.subject.Subject;
import dev.heed.inspection.Block;
import java.util.Set;

/** What masks leave, told without computing scores. */
final class MaskEndpoints {
  private static final int MOST_CELLS = 1024;
  private static final int CELLS = 256;

  private final SubjectLookup lookup;

  MaskEndpoints(SubjectLookup lookup) {
    this.lookup = lookup;
  }

  /** {@code GET /subjects/{id}/mask}. */
  Reply mask(Call call) {
    call.query().allow(Set.of("layer", "cells", "q0", "q1", "k0", "k1"));
    Subject subject = lookup.subject(call);
    int layer = call.query().number("layer", 0, 0, subject.sizes().layers() - 1);
    int cells = call.query().number("cells", CELLS, 1, MOST_CELLS);
    Block region = HeadEndpoints.region(call, subject.sizes());
    return Reply.flags(
        subject.kept(layer).map(region, cells),
        Math.min(cells, region.endQuery() - region.firstQuery()),
        Math.min(cells, region.endKey() - region.firstKey()));
  }
}
