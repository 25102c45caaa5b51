/** What operators do with stored calls while everything goes on: fetch them again, make their rows again, export them. */

import { EXIT } from '../../../src/cli/exit.ts';
import { Random } from '../../random.ts';
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
