/** The checker of what a person is handed over has no value unless it notices what lacks, and what is not theirs. */

import { expect, it } from 'vitest';
import { usersIn } from '../../judge/users.ts';
import { type } from '../world/typed.ts';
import { calmWorld } from './calm-world.ts';

interface Line {
  readonly table: string;
  readonly row: Readonly<Record<string, unknown>>;
}

/** One call, and the lines of the file that its user is handed over. */
async function handedOverWorld() {
  const { world, callId } = await calmWorld();
  const { handedOver } = world.checker;
  const [user] = usersIn(world.tenant.recordOf(callId));
  if (user === undefined) throw new Error('no user took part');
  const ids = [user.id.toLowerCase()];
  let text = '';
  let isDone = false;
  const write = async (line: string) => {
    text += line;
  };
  void type(world, ['forget', '--user', user.id, '--export', 'file'], async () => ({
    write,
    close: async () => {},
    discard: async () => {},
  })).then(() => {
    isDone = true;
  });
  await world.pass(() => isDone);
  const lines = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);
  /** What is said of a file with these lines. */
  const said = (handed: ReadonlyArray<Line>, of = ids, before = handedOver.callsOf(of)) => {
    world.checker.violations.length = 0;
    handedOver.check(handed.map((line) => `${JSON.stringify(line)}\n`).join(''), of, before);
    return world.checker.violations.map(({ rule, message }) => `${rule}: ${message}`);
  };
  return { lines, said, callId };
}

it('a file with all that is theirs is found right', async () => {
  const { lines, said } = await handedOverWorld();
  expect(lines.length).toBeGreaterThan(5);
  expect(said(lines)).toEqual([]);
});

it.each(['Participants', 'Sessions', 'Segments', 'MediaStreams'])(
  'it is noticed when a row of %s lacks, or is there twice',
  async (table) => {
    const { lines, said } = await handedOverWorld();
    const [row] = lines.filter((line) => line.table === table);
    if (row === undefined) throw new Error(`nothing of ${table} is handed over`);
    const found = [expect.stringMatching(`^handedOver: \\d+ rows of ${table} are handed over`)];
    expect(said(lines.filter((line) => line !== row))).toEqual(found);
    expect(said([...lines, row])).toEqual(found);
  },
);

it('it is noticed when a call lacks', async () => {
  const { lines, said } = await handedOverWorld();
  expect(said(lines.filter(({ row }) => row.CallId === undefined))).toEqual([
    'handedOver: it names them, and is not handed over',
  ]);
});

it('it is noticed when a call is handed over to somebody whom it does not name', async () => {
  const { lines, said } = await handedOverWorld();
  expect(said(lines, ['00000000-1111-4222-8333-444444444444'])).toContain(
    'handedOver: it is handed over, and does not name them',
  );
});
