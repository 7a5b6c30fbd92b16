/** What was drawn is stretched to so many times its size at most, and is shrunk to as little. */
const MOST = 2;
/** How long it takes to draw what is in sight. */
const DRAWN_MS = 60;

/**
 * A turn of the wheel. All that while, the browser stretches what it has drawn, since to draw it anew at every step costs more
 * than a frame; it draws again when the wheel rests, or once that is stretched too much.
 */
export class ZoomGesture {
  /** The wheel has not come to rest. */
  turning = $state(false);
  /** What is drawn stays, and is stretched. */
  stretches = $state(false);
  #drawnAt = 1;
  #since = -Infinity;

  /** The wheel has led to a zoom. */
  turn(zoom: number, now = performance.now()): void {
    const ratio = zoom / this.#drawnAt;
    if (!this.turning) {
      this.turning = true;
      this.stretches = true;
      this.#drawnAt = zoom;
    } else if (ratio > MOST || ratio < 1 / MOST) {
      this.stretches = false;
      this.#drawnAt = zoom;
      this.#since = now;
    } else if (now - this.#since > DRAWN_MS) this.stretches = true;
  }

  rest(): void {
    this.turning = false;
    this.stretches = false;
  }
}
