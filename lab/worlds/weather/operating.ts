/** What operators do with stored calls while everything goes on: fetch them again, make their rows again, export and verify them. */

import { EXIT, type ExitCode } from '../../../src/cli/exit.ts';
import { Random } from '../../random.ts';
import type { Lost } from '../checker/verified.ts';
import { ACCOUNT, type } from '../world/typed.ts';
import type { SimulatedWorld } from '../world/world.ts';
import type { Weather } from './weather.ts';

/** Some of the calls that were before, as `draw` decides. */
export function replaying(draw: number, at: number): Weather {
  return {
    words: 'an operator replays',
    from: at,
    begin(world) {
      const random = Random.seeded(draw);
      const published = world.tenant.truth().filter(({ newestVersion }) => newestVersion !== undefined);
      const callIds = published.map(({ callId }) => callId).filter(() => random.chance(REPLAYED_SHARE));
      if (callIds.length > 0) void type(world, ['replay', ...callIds, '--yes', ACCOUNT]);
    },
  };
}

const REPLAYED_SHARE = 0.2;

/** What an upgrade left in an older layout; of everything else the rows by which it is found. */
export function rebuilding(at: number): Weather {
  return {
    words: 'an operator rebuilds',
    from: at,
    begin: (world) => void type(world, ['rebuild', '--from', '-30d', '--yes', ACCOUNT]),
  };
}

export function exporting(at: number): Weather {
  return { words: 'an operator exports', from: at, begin: (world) => void exportCalls(world) };
}

/** What it writes is held to what it could know. */
async function exportCalls(world: SimulatedWorld): Promise<void> {
  const { checker, exported, time } = world;
  const beganAt = time.milliseconds;
  const before = exported.texts();
  await type(world, EXPORT);
  const written = [...exported.texts()].filter(([path, text]) => text !== before.get(path));
  checker.leftOut.checkExported(new Map(written), beganAt);
}

/** Once all is worked off: nothing in the folder tells of who is left out, whenever it was written. */
export async function exportAll(world: SimulatedWorld): Promise<void> {
  const { checker, exported, time } = world;
  const code = await type(world, EXPORT);
  if (code !== EXIT.done) checker.report('complete', 'a day could not be exported whole');
  checker.leftOut.checkExported(exported.texts(), time.milliseconds);
}

/** All days of a world, into its folder. */
const EXPORT = ['export', '--from', '-70d', '--to', 'today', '--format', 'jsonl', '--out', 'folder'];

/** With `isAfterLoss` rows are lost first by which calls are found: as `draw` decides. */
export function verifying(draw: number, at: number, { isAfterLoss }: { isAfterLoss: boolean }): Weather {
  return {
    words: `${isAfterLoss ? 'rows are lost, and ' : ''}an operator verifies`,
    from: at,
    async begin(world) {
      const lost = isAfterLoss ? await loseRows(world, Random.seeded(draw)) : [];
      await verifyCalls(world, lost);
    },
  };
}

/** Calls of the last day: none of them may be deleted before it is verified. */
const LOST_OF_MS = 24 * 3_600_000;
const LOST_SHARE = 0.2;

async function loseRows(
  { checker, tables, calls, time }: SimulatedWorld,
  random: Random,
): Promise<ReadonlyArray<Lost>> {
  const lost: Array<Lost> = [];
  const seen = checker.verified.seen();
  for (const [callId, { startedAt }] of calls) {
    if (time.milliseconds - startedAt > LOST_OF_MS || !random.chance(LOST_SHARE)) continue;
    const table = random.pick(['CallsByDay', 'CallsByUser'] as const);
    const { isListed = false, hints } = seen.get(callId) ?? {};
    const call = checker.heads.stored.of(callId);
    const isSettled = isListed && call.rows('CallsByUser').length === hints;
    const [row] = isSettled ? call.rows(table) : [];
    if (row === undefined) continue;
    await tables.table(table).delete(row);
    lost.push({ callId, table, row });
  }
  return lost;
}

/** What it says is held to what was stored. */
export async function verifyCalls(world: SimulatedWorld, lost: ReadonlyArray<Lost> = []): Promise<ExitCode> {
  const { verified } = world.checker;
  const before = verified.seen();
  let text = '';
  const code = await type(world, VERIFY, {
    print: (printed) => {
      text += printed;
    },
  });
  verified.check(text, before, lost);
  return code;
}

const VERIFY = ['verify', '--from', '-70d', '--to', 'today', '--json'];

/** Once all is worked off: every call is whole, and stays as it is. */
export async function verifyAll(world: SimulatedWorld): Promise<void> {
  const { verified, report } = world.checker;
  const before = JSON.stringify([...verified.seen()]);
  if ((await verifyCalls(world)) !== EXIT.done) report('wholeVersion', 'in the end verify finds damage');
  if (JSON.stringify([...verified.seen()]) !== before)
    report('wholeVersion', 'verify has changed calls that are whole');
}
