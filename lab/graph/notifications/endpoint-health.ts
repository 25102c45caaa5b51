/** How fast a webhook answers decides whether Graph delays or drops what comes next ("slow" and "drop" state). */

/** "In a 10-minute window"; both states last as long and are then looked at again. */
const WINDOW_MILLISECONDS = 10 * 60_000;
const SLOW = { overMilliseconds: 3_000, share: 0.1 } as const;
const DROP = { overMilliseconds: 10_000, share: 0.15 } as const;
/** The documentation names no least number of responses; without one, a single slow response would be 100 %. */
const LEAST_RESPONSES = 10;

export type EndpointState = 'ordinary' | 'slow' | 'drop';

/** The recent responses of one endpoint. */
export class EndpointHealth {
  /** How long both states last, and how long new notifications wait in the slow state. */
  readonly windowMilliseconds: number;
  #responses: Array<{ readonly at: number; readonly elapsedMilliseconds: number }> = [];
  #state: EndpointState = 'ordinary';
  #stateUntil = 0;

  constructor(speed: number) {
    this.windowMilliseconds = WINDOW_MILLISECONDS / speed;
  }

  responded(at: number, elapsedMilliseconds: number): void {
    this.#responses.push({ at, elapsedMilliseconds });
  }

  state(now: number): EndpointState {
    if (now < this.#stateUntil) return this.#state;
    this.#responses = this.#responses.filter(({ at }) => at > now - this.windowMilliseconds);
    this.#state = this.#judge();
    if (this.#state !== 'ordinary') this.#stateUntil = now + this.windowMilliseconds;
    return this.#state;
  }

  #judge(): EndpointState {
    if (this.#responses.length < LEAST_RESPONSES) return 'ordinary';
    if (this.#isOver(DROP)) return 'drop';
    return this.#isOver(SLOW) ? 'slow' : 'ordinary';
  }

  #isOver({
    overMilliseconds,
    share,
  }: {
    readonly overMilliseconds: number;
    readonly share: number;
  }): boolean {
    const over = this.#responses.filter(({ elapsedMilliseconds }) => elapsedMilliseconds >= overMilliseconds);
    return over.length / this.#responses.length > share;
  }
}
