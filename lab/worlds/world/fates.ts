/** Who dies or stands still, and when, as the plan has it. */

import type { PlannedDeath, PlannedStall } from '../plan/plan.ts';
import type { Activity, ActivityKind, Moment } from './activity.ts';

export type Fate = Pick<Activity, 'death' | 'stall'>;

export class Fates {
  readonly #deaths: ReadonlyArray<PlannedDeath>;
  readonly #stalls: ReadonlyArray<PlannedStall>;
  readonly #begun = new Map<ActivityKind, number>();
  /** What is still to befall the work that a death interrupted: its message, or the next run of its kind. */
  readonly #following = new Map<string, Array<Moment>>();

  constructor({
    deaths,
    stalls,
  }: { readonly deaths: ReadonlyArray<PlannedDeath>; readonly stalls: ReadonlyArray<PlannedStall> }) {
    this.#deaths = deaths;
    this.#stalls = stalls;
  }

  /** Of a run that begins now; `work` names what is tried again when it fails. */
  of(kind: ActivityKind, work: string = kind): Fate {
    const ordinal = (this.#begun.get(kind) ?? 0) + 1;
    this.#begun.set(kind, ordinal);
    const following = this.#following.get(work)?.shift();
    if (following !== undefined) return { death: following };
    const planned = this.#deaths.find((death) => death.during === kind && death.ordinal === ordinal);
    const stall =
      kind === 'ingest' ? this.#stalls.find((candidate) => candidate.ordinal === ordinal) : undefined;
    if (planned !== undefined) {
      const [first, ...rest] = planned.moments;
      if (rest.length > 0) this.#following.set(work, rest);
      return { death: first };
    }
    if (stall === undefined) return {};
    return { stall: { request: stall.request, milliseconds: stall.seconds * 1000 } };
  }
}
