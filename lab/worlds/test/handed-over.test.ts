/** The checker of what a person is handed over has no value unless it notices what lacks, and what is not theirs. */

import { expect, it } from 'vitest';
import type { Row } from '../../../src/tables/cell.ts';
import { usersIn } from '../../judge/users.ts';
import { type } from '../world/typed.ts';
import type { SimulatedWorld } from '../world/world.ts';
import { calmWorld } from './calm-world.ts';

interface Line {
  readonly table: string;
  readonly row: Readonly<Record<string, unknown>>;
}

const SOMEBODY_ELSE = '00000000-1111-4222-8333-444444444444';

const OTHER_TABLES = ['People', 'Withheld', 'PendingCallRecords', 'DeadLetters'] as const;

/** In each of the other tables a row of this person. */
async function plant({ tables, tenant }: SimulatedWorld, id: string): Promise<void> {
  const text = (value: string) => ({ type: 'String', value }) as const;
  const at = (value: string) => ({ type: 'DateTime', value }) as const;
  const long = at('2026-11-01T09:00:00.0000000Z');
  const rows: ReadonlyArray<readonly [(typeof OTHER_TABLES)[number], string, string, Row['cells']]> = [
    ['People', tenant.tenantId, `person_${id}`, { IdentityId: text(id), LastSeenAt: long }],
    ['People', tenant.tenantId, `word_grace_${id}`, { IdentityId: text(id) }],
    [
      'Withheld',
      tenant.tenantId,
      `erasure_${id}`,
      {
        Ids: text(JSON.stringify([id.toUpperCase()])),
        Pseudonym: text(`erased-${id.slice(0, 4)}`),
        RequestedAt: long,
        FinishedAt: long,
      },
    ],
    [
      'PendingCallRecords',
      tenant.tenantId,
      id,
      {
        State: text('waiting'),
        NextAttemptAt: at('2027-11-01T09:00:00.0000000Z'),
        LastError: text(`asked for by ${id}`),
      },
    ],
    [
      'DeadLetters',
      'call-records',
      `of ${id}`,
      { State: text('operator'), Body: text(JSON.stringify({ user: id })) },
    ],
  ];
  for (const [table, partitionKey, rowKey, cells] of rows)
    await tables.table(table).upsert({ partitionKey, rowKey, cells });
}

/** One call and rows beside it, and the lines of the file that its user is handed over. */
async function handedOverWorld() {
  const { world, callId } = await calmWorld();
  const { handedOver } = world.checker;
  const [user] = usersIn(world.tenant.recordOf(callId));
  if (user === undefined) throw new Error('no user took part');
  const ids = [user.id.toLowerCase()];
  await plant(world, user.id.toLowerCase());
  await plant(world, SOMEBODY_ELSE);
  let text = '';
  let isDone = false;
  const write = async (line: string) => {
    text += line;
  };
  const create = async () => ({ write, close: async () => {}, discard: async () => {} });
  void type(world, ['forget', '--user', user.id, '--export', 'file'], { create }).then(() => {
    isDone = true;
  });
  await world.pass(() => isDone);
  const lines = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);
  /** What is said of a file with these lines. */
  const said = (handed: ReadonlyArray<Line>, of = ids, before = handedOver.heldOf(of)) => {
    world.checker.violations.length = 0;
    handedOver.check(handed.map((line) => `${JSON.stringify(line)}\n`).join(''), of, before);
    return world.checker.violations.map(({ rule, message }) => `${rule}: ${message}`);
  };
  return { lines, said, id: user.id };
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

it.each(OTHER_TABLES)(
  'it is noticed when a row of %s lacks, or one of somebody else is there',
  async (table) => {
    const { lines, said, id } = await handedOverWorld();
    expect(lines.filter((line) => line.table === table)).toHaveLength(1);
    expect(said(lines.filter((line) => line.table !== table))).toEqual([
      expect.stringMatching(`^handedOver: it names them, and is not handed over: ${table} `),
    ]);
    const foreign = lines
      .filter((line) => line.table === table)
      .map(
        (line) => JSON.parse(JSON.stringify(line).replaceAll(new RegExp(id, 'gi'), SOMEBODY_ELSE)) as Line,
      );
    expect(said([...lines, ...foreign])).toEqual([
      expect.stringMatching(`^handedOver: it is handed over, and does not name them: ${table} `),
    ]);
  },
);

it('it is noticed when a file tells the pseudonym of an erased user', async () => {
  const { lines, said } = await handedOverWorld();
  const told = lines.map(({ table, row }) => ({
    table,
    row: table === 'Withheld' ? { ...row, Pseudonym: 'erased-1234' } : row,
  }));
  expect(said(told)).toEqual([expect.stringMatching('^handedOver: .*: Withheld ')]);
});

it('it is noticed when a call lacks', async () => {
  const { lines, said } = await handedOverWorld();
  const others: ReadonlyArray<string> = OTHER_TABLES;
  expect(said(lines.filter(({ table }) => others.includes(table)))).toEqual([
    'handedOver: it names them, and is not handed over',
  ]);
});

it('it is noticed when a call is handed over to somebody whom it does not name', async () => {
  const { lines, said } = await handedOverWorld();
  expect(said(lines, [SOMEBODY_ELSE])).toContain('handedOver: it is handed over, and does not name them');
});
