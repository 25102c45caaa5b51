/**
 * All that ingest does with one message, as a tree: what it asks depends on nothing but the replies so far. A branch
 * is executed when it is first needed, and found here when it is needed again.
 */

import type { TableCall } from '../storage/table-call.ts';
import { Delivery, type Ending, type MessageScript } from './delivery.ts';
import type { Reply } from './snapshot.ts';

/** Ingest at a standstill: at a request, or at its end. */
export interface Standstill {
  readonly id: number;
  readonly delivery: number;
  readonly next: TableCall | undefined;
  readonly ending: Ending | undefined;
  readonly openings: number;
}

interface Place extends Standstill {
  readonly before: { readonly place: Place; readonly reply: Reply } | undefined;
  readonly openingsBefore: number;
  readonly after: Map<number, Place>;
  /** The execution that stands here, until it goes on. */
  live: Delivery | undefined;
}

export class Behaviour {
  readonly #script: MessageScript;
  readonly #beginnings = new Map<string, Place>();
  #places = 0;

  constructor(script: MessageScript) {
    this.#script = script;
  }

  /** Ingest is called with the given delivery of the message. */
  async begin(delivery: number, openingsBefore: number): Promise<Standstill> {
    const key = `${delivery} ${openingsBefore}`;
    const known = this.#beginnings.get(key);
    if (known !== undefined) return known;
    const live = await this.#execute(delivery, openingsBefore);
    const place = this.#placeOf(live, delivery, openingsBefore, undefined);
    this.#beginnings.set(key, place);
    return place;
  }

  /** What ingest does when its next request is answered so. */
  async answer(standstill: Standstill, reply: Reply): Promise<Standstill> {
    const place = standstill as Place;
    const known = place.after.get(reply.id);
    if (known !== undefined) return known;
    const live = place.live ?? (await this.#executeUpTo(place));
    place.live = undefined;
    await live.answer(reply);
    const next = this.#placeOf(live, place.delivery, place.openingsBefore, { place, reply });
    place.after.set(reply.id, next);
    return next;
  }

  #placeOf(live: Delivery, delivery: number, openingsBefore: number, before: Place['before']): Place {
    const { next, ending, openings } = live;
    if (next === undefined && ending === undefined) throw new Error('ingest waits for more than storage');
    this.#places += 1;
    const after = new Map<number, Place>();
    return { id: this.#places, delivery, next, ending, openings, openingsBefore, before, after, live };
  }

  /** An execution cannot be forked: another branch begins at the beginning. */
  async #executeUpTo(place: Place): Promise<Delivery> {
    const replies: Array<Reply> = [];
    for (let at = place.before; at !== undefined; at = at.place.before) replies.unshift(at.reply);
    const live = await this.#execute(place.delivery, place.openingsBefore);
    for (const reply of replies) await live.answer(reply);
    return live;
  }

  #execute(number: number, openingsBefore: number): Promise<Delivery> {
    return Delivery.begin({ script: this.#script, number, openingsBefore });
  }
}
