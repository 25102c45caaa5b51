/**
 * The one time of a simulated world. Whatever can go on at an instant goes on until everything waits; then time jumps
 * to the next thing that is due. Nothing here is a timer: days in which nothing happens cost nothing.
 */

import { Agenda } from '../../agenda.ts';

/** Something beside the agenda that happens by itself. */
export interface OutsideTime {
  /** Undefined when nothing will happen. */
  nextDueAt(): Date | undefined;
  /** Begins what is due; whatever it waits for goes on in virtual time. */
  deliverDue(): unknown;
}

/** Turns after which Node's own event loop gets one, so that a worker can still be talked to. */
const TURNS_IN_A_ROW = 512;

export class VirtualTime {
  readonly #agenda = new Agenda();
  #now: number;
  #turns = 0;

  constructor(startsAt: Date) {
    this.#now = startsAt.getTime();
  }

  /** Milliseconds since the epoch. */
  get milliseconds(): number {
    return this.#now;
  }

  now(): Date {
    return new Date(this.#now);
  }

  /** How often time has jumped. */
  get turns(): number {
    return this.#turns;
  }

  /** Something that happens at that instant, or at once when it is past; in the order in which it was added. */
  at(milliseconds: number, happen: () => void): void {
    this.#agenda.add(Math.max(milliseconds, this.#now), happen);
  }

  in(milliseconds: number, happen: () => void): void {
    this.at(this.#now + milliseconds, happen);
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.in(milliseconds, resolve));
  }

  /** Lets time pass until it is over, or until nothing is left that could happen. */
  async pass(outside: OutsideTime, isOver: () => boolean): Promise<void> {
    for (;;) {
      await this.#quiet();
      if (isOver()) return;
      const next = earlier(this.#agenda.nextAt(), outside.nextDueAt()?.getTime());
      if (next === undefined) return;
      this.#now = Math.max(this.#now, next);
      this.#agenda.advance(this.#now);
      if ((outside.nextDueAt()?.getTime() ?? Number.POSITIVE_INFINITY) <= this.#now)
        void outside.deliverDue();
    }
  }

  /**
   * Resolves when everything waits. Nothing in a world does input or output, so all that can go on are promises, and
   * Node runs a tick only after it has settled all it could. The second tick is for libraries that use a tick themselves.
   */
  async #quiet(): Promise<void> {
    this.#turns += 1;
    if (this.#turns % TURNS_IN_A_ROW === 0) await new Promise((resolve) => setImmediate(resolve));
    await new Promise<void>((resolve) => process.nextTick(resolve));
    await new Promise<void>((resolve) => process.nextTick(resolve));
  }
}

function earlier(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Math.min(a, b);
}
