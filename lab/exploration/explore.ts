/**
 * Explores what two messages about one call can do to the tables together: before every request the other one may go
 * on instead, the process may die, and the reply of a swap may be lost, as often as the limits allow.
 * A state that is reached again in another way is looked at once.
 */

import { MAX_DELIVERIES } from '../../src/ports/ingest-limits.ts';
import { subjectOf, type TableCall } from '../storage/table-call.ts';
import { Behaviour, type Standstill } from './behaviour.ts';
import { CALL_ID, TENANT_ID } from './call-versions.ts';
import { attemptPrefix, type Ending, type MessageScript } from './delivery.ts';
import { isSwap } from './ingest-alone.ts';
import type { Broken, ExploredRules } from './rules.ts';
import type { Reply, Snapshot, Snapshots } from './snapshot.ts';

/** How often something may happen in one run. */
export interface Limits {
  /** The other one goes on although this one could. */
  readonly switches: number;
  readonly crashes: number;
  /** Of the swap of the head. */
  readonly lostReplies: number;
}

/** After these the queue deletes the message, and nothing waits. */
const ENDS_A_MESSAGE: ReadonlySet<Ending> = new Set(['stored', 'withheld', 'superseded', 'expired']);

/** Which of the two messages. */
type Who = 0 | 1;

/** One message: where ingest stands with it, or undefined once it is deleted. */
type Progress = Standstill | undefined;

interface Origin {
  readonly snapshot: Snapshot;
  readonly from: Origin | undefined;
  readonly event: string;
}

interface State {
  readonly snapshot: Snapshot;
  readonly progress: readonly [Progress, Progress];
  /** Whose process runs; undefined where going on with either is not a switch. */
  readonly running: Who | undefined;
  readonly spent: Limits;
  /** Deliveries whose process died: the beginnings of the random parts of what they wrote. */
  readonly dead: ReadonlyArray<string>;
  /** How it was first reached; the shortest way. */
  readonly from: Origin | undefined;
  readonly successors: Array<State>;
}

export interface Exploration {
  readonly states: number;
  readonly transitions: number;
  /** Different ways from the beginning to an end. */
  readonly runs: bigint;
  readonly counterexample: Counterexample | undefined;
}

export interface Counterexample extends Broken {
  /** What happened, line by line. */
  readonly timeline: ReadonlyArray<string>;
}

export class Explorer {
  readonly #messages: readonly [MessageScript, MessageScript];
  readonly #behaviours: readonly [Behaviour, Behaviour];
  readonly #snapshots: Snapshots;
  readonly #rules: ExploredRules;
  readonly #limits: Limits;
  readonly #states = new Map<string, State>();
  #transitions = 0;

  constructor(options: {
    readonly messages: readonly [MessageScript, MessageScript];
    readonly snapshots: Snapshots;
    readonly rules: ExploredRules;
    readonly limits: Limits;
  }) {
    const [a, b] = options.messages;
    this.#messages = options.messages;
    this.#behaviours = [new Behaviour(a), new Behaviour(b)];
    this.#snapshots = options.snapshots;
    this.#rules = options.rules;
    this.#limits = options.limits;
  }

  /** Breadth first, so that the counterexample is a shortest one; ends there. */
  async explore(stored: Snapshot): Promise<Exploration> {
    const [a, b] = this.#behaviours;
    const progress = [await a.begin(1, 0), await b.begin(1, 0)] as const;
    const spent = { switches: 0, crashes: 0, lostReplies: 0 };
    const first = this.#state({
      snapshot: stored,
      progress,
      running: undefined,
      spent,
      dead: [],
      from: undefined,
    });
    // A Map gives what is added while it is walked.
    for (const state of this.#states.values()) {
      const broken = (await this.#brokenIn(state)) ?? (await this.#expand(state));
      if (broken !== undefined) {
        return { ...this.#size(), runs: 0n, counterexample: { ...broken, timeline: timelineOf(state) } };
      }
    }
    return { ...this.#size(), runs: runsFrom(first, new Map()), counterexample: undefined };
  }

  #size() {
    return { states: this.#states.size, transitions: this.#transitions };
  }

  async #brokenIn({ snapshot, progress, from, dead }: State): Promise<Broken | undefined> {
    const atInstant = this.#rules.atAnInstant(from?.snapshot, snapshot);
    const isOver = progress.every((one) => one === undefined);
    return atInstant ?? (isOver ? await this.#rules.inTheEnd(snapshot, dead) : undefined);
  }

  /** Adds what can come after the state; says so when a message cannot go on. */
  async #expand(state: State): Promise<Broken | undefined> {
    for (const who of [0, 1] as const) {
      const standstill = state.progress[who];
      const isSwitch = state.running !== undefined && state.running !== who;
      if (standstill === undefined || (isSwitch && this.#isSpent(state, 'switches'))) continue;
      const spent = isSwitch ? oneMore(state.spent, 'switches') : state.spent;
      const failure = await this.#goOn({ ...state, spent }, who, standstill);
      if (failure !== undefined) return failure;
    }
    return undefined;
  }

  async #goOn(state: State, who: Who, standstill: Standstill): Promise<Broken | undefined> {
    const { next, ending, delivery } = standstill;
    if (next === undefined && ending === 'rejected' && delivery < MAX_DELIVERIES) {
      await this.#redeliver(state, who, standstill, 'rejects');
      return undefined;
    }
    if (next !== undefined) await this.#request(state, who, standstill, next);
    else if (ending !== undefined && ENDS_A_MESSAGE.has(ending)) {
      this.#advance(state, who, { after: undefined, what: `deletes its message: ${ending}` });
    } else {
      const message = `${this.#messages[who].name} ended ${ending} at delivery ${delivery}`;
      return { rule: 'complete', message };
    }
    if (!this.#isSpent(state, 'crashes')) {
      const spent = oneMore(state.spent, 'crashes');
      const dead = [...state.dead, attemptPrefix(this.#messages[who], delivery)];
      await this.#redeliver({ ...state, spent, dead }, who, standstill, 'dies');
    }
    return undefined;
  }

  async #request(state: State, who: Who, standstill: Standstill, call: TableCall): Promise<void> {
    const { snapshot, reply } = await this.#snapshots.carryOut(state.snapshot, call);
    const after = await this.#behaviours[who].answer(standstill, reply);
    this.#advance(state, who, { snapshot, after, what: `${describe(call)} → ${outcomeOf(call, reply)}` });
    if (isSwap(call) && !this.#isSpent(state, 'lostReplies')) {
      // The storage adapter asks again: the request is still to come, and others may come before it.
      const lost = { ...state, spent: oneMore(state.spent, 'lostReplies') };
      this.#advance(lost, who, { snapshot, after: standstill, what: `${describe(call)} → reply lost` });
    }
  }

  /** The message turns visible again after a while: who goes on meanwhile is free. */
  async #redeliver(state: State, who: Who, from: Standstill, why: string): Promise<void> {
    const after = await this.#behaviours[who].begin(from.delivery + 1, from.openings);
    const what = `${why}; its message is delivered again`;
    this.#advance(state, who, { after, what, running: undefined });
  }

  #advance(
    { snapshot, progress, spent, dead, ...state }: State,
    who: Who,
    change: {
      readonly snapshot?: Snapshot;
      readonly after: Progress;
      readonly what: string;
      readonly running?: undefined;
    },
  ): void {
    const event = `${this.#messages[who].name}${progress[who]?.delivery}  ${change.what}`;
    const [a, b] = progress;
    this.#transitions += 1;
    state.successors.push(
      this.#state({
        snapshot: change.snapshot ?? snapshot,
        progress: who === 0 ? [change.after, b] : [a, change.after],
        running: 'running' in change || change.after === undefined ? undefined : who,
        spent,
        dead,
        from: { snapshot, from: state.from, event },
      }),
    );
  }

  #isSpent({ spent }: State, what: keyof Limits): boolean {
    return spent[what] >= this.#limits[what];
  }

  /** The state, or the one that is equal to it and was reached before. */
  #state(state: Omit<State, 'successors'>): State {
    const { snapshot, progress, running, spent, dead } = state;
    const [a, b] = progress;
    const { switches, crashes, lostReplies } = spent;
    const key = [snapshot.id, a?.id, b?.id, running, switches, crashes, lostReplies, ...dead].join();
    const known = this.#states.get(key) ?? { ...state, successors: [] };
    this.#states.set(key, known);
    return known;
  }
}

function oneMore(spent: Limits, what: keyof Limits): Limits {
  return { ...spent, [what]: spent[what] + 1 };
}

function runsFrom(state: State, known: Map<State, bigint>): bigint {
  const runs = known.get(state);
  if (runs !== undefined) return runs;
  let sum = state.successors.length === 0 ? 1n : 0n;
  for (const successor of state.successors) sum += runsFrom(successor, known);
  known.set(state, sum);
  return sum;
}

function timelineOf(state: State): ReadonlyArray<string> {
  const events: Array<string> = [];
  for (let at = state.from; at !== undefined; at = at.from) events.unshift(at.event);
  return events;
}

/** Ids that are the same in every line say nothing. */
function describe(call: TableCall): string {
  const subject = subjectOf(call);
  return `${call.method} ${call.table} ${subject.replaceAll(TENANT_ID, 'tenant').replaceAll(CALL_ID, 'call')}`;
}

function outcomeOf({ method }: TableCall, reply: Reply): string {
  if ('error' in reply) return String(reply.error);
  const { value } = reply;
  if (method === 'get') return value === undefined ? 'nothing' : 'a row';
  if (Array.isArray(value)) return `${value.flat().length} rows`;
  if (typeof value !== 'object' || value === null || !('because' in value)) return 'done';
  return `refused: ${value.because}`;
}
