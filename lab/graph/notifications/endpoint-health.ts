/** How fast a webhook answers decides whether Graph delays or drops what comes next ("slow" and "drop" state). */

/** "In a 10-minute window"; both states last as long and are then looked at again. */
const WINDOW_MILLISECONDS = 10 * 60_000;
const SLOW = { overMilliseconds: 3_000, share: 0.1 } as const;
const DROP = { overMilliseconds: 10_000, share: 0.15 } as const;
/** The documentation names no least number of answers; without one, a single slow answer would be 100 %. */
const LEAST_ANSWERS = 10;

export type EndpointState = 'ordinary' | 'slow' | 'drop';

interface Answer {
  readonly at: number;
  readonly elapsedMilliseconds: number;
}

/** The recent answers of one endpoint. */
export class EndpointHealth {
  readonly #windowMilliseconds: number;
  #answers: Array<Answer> = [];
  #state: EndpointState = 'ordinary';
  #stateUntil = 0;

  constructor(speed: number) {
    this.#windowMilliseconds = WINDOW_MILLISECONDS / speed;
  }

  answered(at: number, elapsedMilliseconds: number): void {
    this.#answers.push({ at, elapsedMilliseconds });
  }

  /** How long new notifications wait in the slow state. */
  get delayMilliseconds(): number {
    return this.#windowMilliseconds;
  }

  state(now: number): EndpointState {
    if (now < this.#stateUntil) return this.#state;
    this.#answers = this.#answers.filter(({ at }) => at > now - this.#windowMilliseconds);
    this.#state = this.#judge();
    if (this.#state !== 'ordinary') this.#stateUntil = now + this.#windowMilliseconds;
    return this.#state;
  }

  #judge(): EndpointState {
    if (this.#answers.length < LEAST_ANSWERS) return 'ordinary';
    if (this.#shareOver(DROP.overMilliseconds) > DROP.share) return 'drop';
    return this.#shareOver(SLOW.overMilliseconds) > SLOW.share ? 'slow' : 'ordinary';
  }

  #shareOver(limitMilliseconds: number): number {
    const over = this.#answers.filter(({ elapsedMilliseconds }) => elapsedMilliseconds >= limitMilliseconds);
    return over.length / this.#answers.length;
  }
}
