/** Numbers the requests of a scenario as they leave, and lets accidents happen to those that were chosen. */

import type { ActivityKind } from '../worlds/plan/frame.ts';
import type { Activity } from '../worlds/world/activity.ts';
import type { Accident, AccidentOf, Departure, Destination } from '../worlds/world/wire.ts';
import type { CrashScenario } from './scenario.ts';

/** An accident at one request. */
export interface Strike {
  /** From 1, in the order in which the scenario's requests leave. */
  readonly request: number;
  readonly accident: Accident;
}

/** A request of the scenario. */
export interface Point {
  /** From 1. */
  readonly request: number;
  readonly destination: Destination;
  /** The instance that asked. */
  readonly by: string;
  readonly during: ActivityKind;
  /** Which run of its kind it belongs to, and which request of that run it is; from 1. */
  readonly run: number;
  readonly step: number;
  /** What was asked. */
  readonly what: string;
}

/**
 * After an accident the timers' next runs are the scenario's too. The lock of a dead one is free after a minute, and
 * reconcile has an occasion every five.
 */
const AFTERMATH_MS = 7 * 60_000;

export class Watch {
  readonly points: Array<Point> = [];
  struck = 0;
  readonly #scenario: CrashScenario;
  readonly #strikes: ReadonlyArray<Strike>;
  readonly #runs = new Map<ActivityKind, Map<Activity, number>>();
  #struckAt: number | undefined;
  /** Told of each strike as it happens. */
  onStruck: (departure: Departure, point: Point, strike: Strike) => void = () => {};

  constructor(scenario: CrashScenario, strikes: ReadonlyArray<Strike>) {
    this.#scenario = scenario;
    this.#strikes = strikes;
  }

  readonly accidentOf: AccidentOf = (departure) => {
    const { activity, destination, instance, what } = departure;
    const now = instance.clock.now().getTime();
    if (!this.#isWatched(activity, now)) return undefined;
    const request = this.points.length + 1;
    const { kind: during, requests: step } = activity;
    const point = {
      request,
      destination,
      by: instance.name,
      during,
      run: this.#runOf(activity),
      step,
      what: what(),
    };
    this.points.push(point);
    const strike = this.#strikes.find((candidate) => candidate.request === request);
    if (strike === undefined) return undefined;
    this.struck += 1;
    this.#struckAt = now;
    this.onStruck(departure, point, strike);
    return strike.accident;
  };

  #isWatched({ kind }: Activity, now: number): boolean {
    const { plan, watched } = this.#scenario;
    const seconds = (now - plan.startsAt.getTime()) / 1000;
    const ofKind = watched.filter(({ kinds }) => kinds.includes(kind));
    if (ofKind.some(({ from, until }) => seconds >= from && seconds < until)) return true;
    if (this.#struckAt === undefined || ofKind.length === 0) return false;
    const isTimer =
      kind === 'maintain' ||
      kind === 'reconcile' ||
      kind === 'summarize' ||
      kind === 'retain' ||
      kind === 'forget';
    return !isTimer || now < this.#struckAt + AFTERMATH_MS;
  }

  #runOf(activity: Activity): number {
    const runs = this.#runs.get(activity.kind) ?? new Map<Activity, number>();
    this.#runs.set(activity.kind, runs);
    const run = runs.get(activity) ?? runs.size + 1;
    runs.set(activity, run);
    return run;
  }
}

/** `12: ingest 1, request 3: get CallRecords`. */
export function pointText({ request, during, run, step, what }: Point): string {
  return `${request}: ${during} ${run}, request ${step}: ${what}`;
}

const READS = /^(?:get|query|length|peek|GET)\b/;

/** All accidents that can happen to it and differ from each other. */
export function accidentsAt({ destination, during, what }: Point): ReadonlyArray<Accident> {
  // Only the program's own adapters ask again by themselves; and reading twice changes nothing.
  const asksAgain = destination !== 'graph' && during !== 'host' && !READS.test(what);
  return asksAgain ? ['before', 'after', 'lost', 'again'] : ['before', 'after', 'lost'];
}

/**
 * The deaths that leave different things behind: before a request storage is as it was after the one before it, where
 * the same run made both.
 */
export function cutsAt({ step }: Point): ReadonlyArray<Accident> {
  return step === 1 ? DEATHS : ['after'];
}

export const DEATHS: ReadonlyArray<Accident> = ['before', 'after'];

/** `12-before,31-after`. */
export function atText(strikes: ReadonlyArray<Strike>): string {
  return strikes.map(({ request, accident }) => `${request}-${accident}`).join(',');
}

/** Undefined for a text that is not a list of accidents. */
export function parseAt(text: string): ReadonlyArray<Strike> | undefined {
  const strikes = text.split(',').map(parseStrike);
  return strikes.every((strike) => strike !== undefined) ? strikes : undefined;
}

function parseStrike(text: string): Strike | undefined {
  const match = /^([1-9]\d{0,5})-(before|after|lost|again)$/.exec(text);
  return match === null ? undefined : { request: Number(match[1]), accident: match[2] as Strike['accident'] };
}
