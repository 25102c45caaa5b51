/** Stores a call again without the people who are to be forgotten, and deletes what still names them. */

import { type Day, dayOf } from '../language/day.ts';
import type { Store } from '../rows/store.ts';
import { writableFor } from '../rows/writable-for.ts';
import { deleteCall } from '../store/delete-call.ts';
import { readHead } from '../store/head.ts';
import { isAboutTheCall, REBUILT_WITHIN_MS, type Rebuilding, storeFromDocument } from '../store/rebuild.ts';
import { settleFound } from '../store/settle.ts';
import { GENERATION, generationOf, sweepGeneration } from '../store/sweep.ts';
import { withholdCall } from '../store/withhold-call.ts';
import { childTableNames } from '../tables/declarations/index.ts';
import { compareGenerations, type GenerationName } from '../tables/generation.ts';
import { type CallPlace, callsByUserKey, childRange, summaryRowKey } from '../tables/keys.ts';
import type { Door } from '../withheld/door.ts';
import { exclusionIn } from '../withheld/exclusion.ts';
import { deletableBefore } from '../withheld/limits.ts';
import { isRefused, type Withheld } from '../withheld/withheld.ts';
import { type Concerned, isConcernedByRows } from './calls-concerned.ts';

/** Of whom calls are stored again, by which row in Withheld. */
export interface ToForget extends Concerned {
  readonly rowKey: string;
}

/** What is left of a call that was to be stored again. */
export interface ForgottenCall {
  /** False where another version came in between, and of a call that is not kept any more. */
  readonly isStoredAgain: boolean;
  /** Whether it waits as it is for retention to delete it: another pass has to look for it. */
  readonly isLeft: boolean;
  /** Generations above the head: of an attempt under way, or of one that ended. */
  readonly above: ReadonlyArray<GenerationName>;
}

/**
 * Stores the current version from its document through the door, as the next revision, which settles it too. It does so
 * whether or not an earlier pass did: that one may have ended before it settled. An excluded call whose document cannot be
 * read is withheld all the same. One that is not kept any more is deleted, and left to retention until its day is frozen:
 * the last sum of the day would lack it. Rejects with DocumentDamaged for any other.
 */
export async function forgetCall(
  rebuilding: Rebuilding,
  call: CallPlace,
  toForget: ToForget,
): Promise<ForgottenCall> {
  const { store } = rebuilding;
  const throughDoor = { ...rebuilding, door: doorToWhatStays(rebuilding) };
  const withheld = await throughDoor.door.read();
  const isStoredAgain = await storeAgain(throughDoor, call, toForget);
  let head = await readHead(store, call.callId);
  if (isRefused(withheld, head?.firstStartDateTime ?? call.firstStartDateTime)) {
    // Its hints stay: they lead the next pass to it.
    if (head !== undefined && !(await isFrozen(store, dayOf(head.firstStartDateTime))))
      return { isStoredAgain, isLeft: true, above: [] };
    await deleteCall(store, call);
    head = undefined;
  }
  for (const id of toForget.ids) {
    const hint = await store.table('CallsByUser').get(callsByUserKey(call, id), ['SeenInGeneration']);
    const seenIn = hint?.cells.SeenInGeneration?.value;
    // The head names the person again: a version came in between, which the next pass stores again.
    if (hint !== undefined && seenIn !== head?.generation.name)
      await store.table('CallsByUser').delete(hint, hint.etag);
  }
  return { isStoredAgain, isLeft: false, above: await generationsAbove(rebuilding, call) };
}

/** Whether the day was summed up for the last time. */
async function isFrozen(store: Store, day: Day): Promise<boolean> {
  const summary = store.summaries(day);
  const total = await summary.get(summaryRowKey('total', undefined));
  return total !== undefined && summary.valuesIn(total)?.FrozenAt !== undefined;
}

/**
 * Where what Graph sent cannot be read, the call is settled: an attempt before may have ended on the way, and what led to
 * the call can be a hint of an earlier generation.
 */
async function storeAgain(rebuilding: Rebuilding, call: CallPlace, toForget: ToForget): Promise<boolean> {
  try {
    return await storeFromDocument(rebuilding, call.callId);
  } catch (error) {
    if (!isAboutTheCall(error)) throw error;
    const store = writableFor(rebuilding.store, REBUILT_WITHIN_MS);
    const withheld = await rebuilding.door.read();
    await settleFound(store, call, withheld);
    const head = await readHead(store, call.callId);
    if (head === undefined || isRefused(withheld, head.firstStartDateTime)) return false;
    if (!(await isConcernedByRows(store, call, toForget))) return false;
    if (isExcluding(withheld, toForget)) return await withholdCall(rebuilding, call.callId);
    throw error;
  }
}

/** Whether it is an exclusion, and still applies. */
function isExcluding({ exclusions }: Withheld, { rowKey }: ToForget): boolean {
  return exclusions.some((rule) => rule.row.rowKey === rowKey && exclusionIn(rule) !== undefined);
}

/**
 * Refuses only what retention deletes. A KEEP_DAYS that is longer again keeps calls that a shorter one had refused: they
 * are not brought up to date any more, and would name the person for as long as they stay.
 */
function doorToWhatStays({ store, door }: Rebuilding): Door {
  return {
    async read() {
      const withheld = await door.read();
      const refusedBefore = deletableBefore(withheld.limits, store.clock.now());
      return { ...withheld, limits: { ...withheld.limits, refusedBefore } };
    },
  };
}

async function generationsAbove(
  { store }: Rebuilding,
  call: CallPlace,
): Promise<ReadonlyArray<GenerationName>> {
  const head = await readHead(store, call.callId);
  const above = new Set<GenerationName>();
  for (const table of childTableNames) {
    const range = { ...childRange(table, call), select: Object.keys(GENERATION.columns) };
    for await (const page of store.table(table).query(range)) {
      for (const row of page) {
        const generation = generationOf({ ...GENERATION, name: table }, row);
        if (generation === undefined || generation.name === head?.generation.name) continue;
        const isAbove = head === undefined || compareGenerations(generation, head.generation) > 0;
        if (isAbove) above.add(generation.name);
      }
    }
  }
  return [...above];
}

/** Deletes a generation that no attempt writes any more, unless it has become the head. */
export async function sweepAbandoned(
  { store }: Rebuilding,
  call: CallPlace,
  generation: GenerationName,
): Promise<void> {
  const head = await readHead(store, call.callId);
  if (head?.generation.name !== generation) await sweepGeneration(store, call, generation);
}
