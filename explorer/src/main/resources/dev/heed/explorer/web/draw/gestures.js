// @ts-check
/** Pointer, fingers and wheel on a heat map. */

/** @typedef {import('./heatmap.js').HeatMap} HeatMap */

const CLICK = 5;

/** What a pointer does to a map. */
export class Gestures {
  /** @type {Map<number, {x: number, y: number}>} */
  #down = new Map();
  #travelled = 0;

  /** @param {HeatMap} map */
  constructor(map) {
    this.map = map;
    map.addEventListener('pointermove', (event) => this.#move(event));
    map.addEventListener('pointerdown', (event) => this.#press(event));
    map.addEventListener('pointerup', (event) => this.#release(event));
    map.addEventListener('pointercancel', (event) => this.#down.delete(event.pointerId));
    map.addEventListener(
      'pointerleave',
      () => this.#down.size === 0 && map.model?.point(null, null),
    );
    map.addEventListener('dblclick', (event) => this.#open(event));
    map.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
  }

  /** @param {PointerEvent} event */
  #press(event) {
    this.#down.set(event.pointerId, { x: event.clientX, y: event.clientY });
    this.#travelled = this.#down.size > 1 ? CLICK : 0;
    if (this.map.model?.isLong || !this.map.isWhole) {
      this.map.setPointerCapture(event.pointerId);
    }
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const before = this.#down.get(event.pointerId);
    if (before === undefined) {
      this.#point(event);
      return;
    }
    const now = { x: event.clientX, y: event.clientY };
    const [across, down] = [now.x - before.x, now.y - before.y];
    this.#travelled += Math.abs(across) + Math.abs(down);
    if (this.#down.size === 2) {
      this.#pinch(event.pointerId, now);
    } else if (this.#travelled >= CLICK && !this.map.isWhole) {
      this.map.classList.add('dragged');
      this.map.pan(across, down);
    }
    this.#down.set(event.pointerId, now);
  }

  /** @param {number} moved @param {{x: number, y: number}} now */
  #pinch(moved, now) {
    const [still] = [...this.#down].filter(([id]) => id !== moved).map(([, place]) => place);
    const before = /** @type {{x: number, y: number}} */ (this.#down.get(moved));
    const apart = (/** @type {{x: number, y: number}} */ place) =>
      Math.max(8, Math.hypot(place.x - still.x, place.y - still.y));
    const point = this.map.pointOf({
      clientX: (still.x + now.x) / 2,
      clientY: (still.y + now.y) / 2,
    });
    this.map.zoom(apart(now) / apart(before), point);
    this.map.pan((now.x - before.x) / 2, (now.y - before.y) / 2);
  }

  /** @param {PointerEvent} event */
  #release(event) {
    this.map.classList.remove('dragged');
    const wasDown = this.#down.delete(event.pointerId);
    const point = this.map.pointOf(event);
    if (wasDown && event.button === 0 && this.#travelled < CLICK && point !== null) {
      this.map.model?.choose(Math.floor(point.row), Math.floor(point.column), 'click');
    }
  }

  /** @param {PointerEvent|WheelEvent} event */
  #point(event) {
    const isTouch = event instanceof PointerEvent && event.pointerType === 'touch';
    const point = isTouch ? null : this.map.pointOf(event);
    this.map.model?.point(
      point === null ? null : Math.floor(point.row),
      point === null ? null : Math.floor(point.column),
    );
  }

  /** @param {MouseEvent} event */
  #open(event) {
    const point = this.map.pointOf(event);
    if (point !== null) {
      this.map.model?.open(Math.floor(point.row), Math.floor(point.column));
    }
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    const point = this.map.pointOf(event);
    if (point === null || !(event.ctrlKey || event.metaKey || this.map.model?.isLong)) {
      return;
    }
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    const turn = Math.max(-160, Math.min(160, event.deltaY * lines));
    this.map.zoom(Math.exp(-turn / (event.ctrlKey ? 120 : 360)), point);
    this.#point(event);
  }
}
