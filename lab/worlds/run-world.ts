/** Runs one world from its plan to its end, and says whether any rule was broken. */

import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/language/milliseconds.ts';
import { isShownAt } from '../graph/call.ts';
import type { Violation } from './checker/violation.ts';
import type { WorldPlan } from './plan/plan.ts';
import { exportAll, verifyAll } from './weather/operating.ts';
import { fetchWithheld } from './weather/privacy.ts';
import { askHealth, watchHealth } from './world/health-watch.ts';
import type { Journal } from './world/journal.ts';
import { dismissDeadLetters, isAbandoned, operate } from './world/operator.ts';
import { schedule } from './world/schedule.ts';
import type { Tallies } from './world/tallies.ts';
import { SimulatedWorld } from './world/world.ts';

export interface WorldResult {
  readonly plan: WorldPlan;
  /** In order; empty when every rule held. */
  readonly violations: ReadonlyArray<Violation>;
  readonly tallies: Tallies;
  readonly journal: Journal;
  /** The same for the same plan, whatever else the machine does. */
  readonly fingerprint: string;
}

/** From one look whether all is worked off to the next. */
const LOOK_EVERY_MS = 10 * MINUTE_MS;

/** A mismatch counts for an hour, and an hour of which calls were missing is listed again after six at most. */
const HEALTHY_WITHIN_MS = 8 * HOUR_MS;

/** That Graph has forgotten hours which were never listed is said for a day. */
const AGED_OUT_WITHIN_MS = 26 * HOUR_MS;

/** The timers have an occasion within these, and time to run. */
const RECONCILED_WITHIN_MS = 18 * MINUTE_MS;
const MAINTAINED_WITHIN_MS = 7 * MINUTE_MS;

/** The limits move once in 24 hours, both have followed a setting after two moves, and a run begins within the hour. */
const LIMITS_MOVED_WITHIN_MS = 54 * HOUR_MS;

/** A run begins within ten minutes, and a few calls are gone soon. */
const DELETED_WITHIN_MS = 30 * MINUTE_MS;

/** A pass an hour after it was asked for, and others an hour apart until one finds nothing. */
const FORGOTTEN_WITHIN_MS = 8 * HOUR_MS;

/** A day is compared with its calls again after six hours, whatever happened. */
const COMPARED_WITHIN_MS = 6 * HOUR_MS;

/** Graph forgets a record after 30 days: whatever is found by then is stored by then. */
const ALL_FOUND_WITHIN_MS = 29 * DAY_MS;

/**
 * From fair weather to the end: a dead letter is replayed after an hour, a call that waits is tried hourly, and what
 * Graph does not show is given up a day after it was first heard of.
 */
const DRAINED_WITHIN_MS = 30 * HOUR_MS;

/** `prepare` may add to the world before it begins what no plan can say. */
export async function runWorld(
  plan: WorldPlan,
  prepare: (world: SimulatedWorld) => void = () => undefined,
): Promise<WorldResult> {
  const world = new SimulatedWorld(plan);
  prepare(world);
  watchHealth(world);
  await workOff(world, plan);
  if (world.checker.violations.length === 0) await end(world);
  const { checker, tallies, journal, time } = world;
  tallies.worlds = 1;
  tallies.notifications = world.tenant.truth().reduce((sum, { notified }) => sum + notified.sent, 0);
  tallies.deadLetters = checker.accounts.deadLetters.size;
  tallies.virtualDays = (time.milliseconds - plan.startsAt.getTime()) / DAY_MS;
  const { violations } = checker;
  const fingerprint = JSON.stringify([tallies, time.turns, time.milliseconds, violations]);
  return { plan, violations, tallies, journal, fingerprint };
}

/** Lets the world's plan happen until nothing is left to be done, or a rule is broken. */
export async function workOff(world: SimulatedWorld, plan: WorldPlan): Promise<void> {
  schedule(world, plan);
  world.start();
  const clearsAt = world.instantOf(plan.clearsAt);
  await world.passUntil(clearsAt);
  await passWhile(world, clearsAt + DRAINED_WITHIN_MS, () => !isDrained(world) && !isStuck(world));
  if (await operate(world)) {
    await passWhile(world, world.time.milliseconds + DRAINED_WITHIN_MS, () => !isDrained(world));
  }
  // A reminder of the subscription may be due soon, and is not work.
  if (!isWorkedOff(world)) reportUndrained(world);
  // What no notification told of is found by listing, which is done less and less often.
  await passWhile(world, clearsAt + ALL_FOUND_WITHIN_MS, () => !isComplete(world));
}

async function passWhile(world: SimulatedWorld, until: number, goesOn: () => boolean): Promise<void> {
  const { checker, time } = world;
  let lookAfter = LOOK_EVERY_MS;
  while (checker.violations.length === 0 && time.milliseconds < until && goesOn()) {
    await world.passUntil(time.milliseconds + lookAfter);
    lookAfter = Math.min(lookAfter * 1.5, HOUR_MS);
  }
}

/** Every call that Graph still shows is stored at its newest version. */
function isComplete({ checker, time, calls }: SimulatedWorld): boolean {
  for (const [callId, call] of calls) {
    if (isShownAt(time.milliseconds, call) && !checker.isStored(callId, call.startedAt)) return false;
  }
  return true;
}

/** Nothing waits any more, and Graph has nothing to tell soon. */
function isDrained(world: SimulatedWorld): boolean {
  const next = world.tenant.nextDueAt();
  const isQuiet = next === undefined || next.getTime() > world.time.milliseconds + 2 * HOUR_MS;
  return isQuiet && isWorkedOff(world);
}

/** Nothing waits any more but what Graph never showed. */
function isWorkedOff(world: SimulatedWorld): boolean {
  const { checker, isIdle } = world;
  if (!isIdle) return false;
  const { accounts } = checker;
  const letters = [...accounts.deadLetters.values()];
  // Of a call that Graph does not have, or whose record nothing can store, the letter stays.
  const isOpen = letters.some(
    ({ state, callId }) =>
      (state === 'waiting' || state === 'replayed') &&
      callId !== undefined &&
      world.shows(callId) &&
      !accounts.unstorable.has(callId),
  );
  return !isOpen && callsToCome(world).length === 0;
}

/**
 * Calls that wait and will be stored or given up. One that Graph never shows waits again and again while it has a dead
 * letter: that is tried at growing ages.
 */
function callsToCome(world: SimulatedWorld): ReadonlyArray<string> {
  const { accounts } = world.checker;
  const named = new Set(Array.from(accounts.deadLetters.values(), ({ callId }) => callId));
  return accounts.waitingCalls().filter((callId) => world.shows(callId) || !named.has(callId));
}

/** All that moves has come to rest, but for messages that the host hands to no function any more. */
function isStuck(world: SimulatedWorld): boolean {
  const { queue, isWorking } = world;
  const poisoned = queue.messages('poisonQueue');
  return (
    !isWorking &&
    queue.messages('queue').length === 0 &&
    callsToCome(world).length === 0 &&
    poisoned.length > 0 &&
    poisoned.every(isAbandoned)
  );
}

function reportUndrained(world: SimulatedWorld): void {
  const { checker, queue, time } = world;
  for (const callId of callsToCome(world)) checker.report('drained', 'it is still pending', callId);
  for (const { text, dequeueCount } of [...queue.messages('queue'), ...queue.messages('poisonQueue')]) {
    checker.report('drained', `a message is still in a queue, received ${dequeueCount} times: ${text}`);
  }
  if (checker.violations.length === 0) {
    checker.report('drained', `it is ${new Date(time.milliseconds).toISOString()}, and work goes on`);
  }
}

/** Everything is checked; then health may take its time to notice that all is well. */
async function end(world: SimulatedWorld): Promise<void> {
  const { checker, time, tallies } = world;
  await oneMoreCall(world);
  await forgetAll(world);
  await deleteAll(world);
  await fetchAndExport(world);
  world.checkEnding();
  if (checker.violations.length > 0) return;
  await passDuring(world, verifyAll(world));
  await dismissDeadLetters(world);
  // The last replay of such a letter may have left its call waiting.
  const isWaiting = () => checker.accounts.waitingCalls().length > 0;
  await passWhile(world, time.milliseconds + DRAINED_WITHIN_MS, isWaiting);
  const doneAt = time.milliseconds;
  let complaints = await complaintsOf(world);
  const agedOut = complaints.includes('hoursAgedOut');
  const until = doneAt + (agedOut ? AGED_OUT_WITHIN_MS : HEALTHY_WITHIN_MS);
  while (complaints.length > 0 && checker.violations.length === 0 && time.milliseconds < until) {
    await world.passUntil(time.milliseconds + HOUR_MS);
    complaints = await complaintsOf(world);
  }
  if (complaints.length === 0) {
    await world.passUntil(time.milliseconds + COMPARED_WITHIN_MS);
    world.timers.summarize.wake();
    await world.passUntil(time.milliseconds + RECONCILED_WITHIN_MS);
    checker.checkSummaries();
    return;
  }
  tallies.falseRedMinutes += (time.milliseconds - doneAt) / MINUTE_MS;
  checker.report('healthy', `health complains: ${complaints.join(', ')}`);
}

/** The users whom operators named are forgotten, and left out. */
async function forgetAll(world: SimulatedWorld): Promise<void> {
  const { leftOut } = world.checker;
  await passWhile(world, world.time.milliseconds + FORGOTTEN_WITHIN_MS, () => leftOut.unfinished.length > 0);
}

/** Where calls are kept for some days only, what is not kept by now is deleted. */
async function deleteAll(world: SimulatedWorld): Promise<void> {
  const { checker, fleet, time, timers } = world;
  if (fleet.deployment.keepDays === undefined) return;
  await passWhile(world, time.milliseconds + LIMITS_MOVED_WITHIN_MS, () => !checker.kept.isUpToDate);
  timers.retain.wake();
  await world.passUntil(time.milliseconds + DELETED_WITHIN_MS);
}

/** Where operators had anything left out, what they lifted again is fetched, and what there is then is exported. */
async function fetchAndExport(world: SimulatedWorld): Promise<void> {
  const { withheld } = world.checker.leftOut;
  if (withheld.isEmpty) return;
  if (withheld.hasLifted) {
    await passDuring(world, fetchWithheld(world));
    await world.passUntil(world.time.milliseconds + MAINTAINED_WITHIN_MS);
    await passWhile(world, world.time.milliseconds + DRAINED_WITHIN_MS, () => !isWorkedOff(world));
  }
  await passDuring(world, exportAll(world));
}

async function passDuring(world: SimulatedWorld, work: Promise<unknown>): Promise<void> {
  let isOver = false;
  void work.then(() => {
    isOver = true;
  });
  await world.pass(() => isOver);
}

/** Whatever went wrong before, the next call comes in as any call does. */
async function oneMoreCall(world: SimulatedWorld): Promise<void> {
  const { checker, tenant, time } = world;
  const { callId } = tenant.startCall({
    kind: 'failed',
    readableAfterSeconds: 60,
    notifiedAfterSeconds: 90,
    versions: [{}],
  });
  const isOpen = () => checker.heads.of(callId) === undefined || !isWorkedOff(world);
  await passWhile(world, time.milliseconds + HOUR_MS, isOpen);
  if (isOpen())
    checker.report('drained', 'it happened in fair weather, and is not stored an hour later', callId);
}

/** The timers run once more; then an instance is asked for its health. */
async function complaintsOf(world: SimulatedWorld): Promise<ReadonlyArray<string>> {
  const { time } = world;
  for (const { timer, within } of [
    { timer: world.timers.reconcile, within: RECONCILED_WITHIN_MS },
    { timer: world.timers.maintain, within: MAINTAINED_WITHIN_MS },
  ]) {
    timer.wake(time.milliseconds);
    await world.passUntil(time.milliseconds + within);
  }
  let reasons: ReadonlyArray<string> | undefined;
  void askHealth(world).then((answer = ['no instance is left']) => {
    reasons = answer;
  });
  await world.pass(() => reasons !== undefined);
  return reasons ?? ['no answer'];
}
