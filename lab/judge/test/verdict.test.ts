import { beforeEach, describe, expect, test } from 'vitest';
import { createAzureTables } from '../../../src/adapters/storage/tables.ts';
import { systemClock, systemRandom } from '../../../src/adapters/system.ts';
import { forget } from '../../../src/forget/forget.ts';
import { liftExclusion, requestErasure, requestExclusion } from '../../../src/forget/request.ts';
import type { CallId } from '../../../src/language/identifiers.ts';
import { silentLog } from '../../../src/logs/log.ts';
import { replayCall } from '../../../src/pending/replay-call.ts';
import type { Tables } from '../../../src/ports/storage.ts';
import { createStore, type Store } from '../../../src/rows/store.ts';
import type { StoredRow } from '../../../src/tables/cell.ts';
import type { TableName } from '../../../src/tables/declarations/index.ts';
import { createDoor } from '../../../src/withheld/door.ts';
import { cellValue, type PipelineWorld, pipelineWorld } from '../../../test/functions/pipeline-world.ts';
import type { NotKept } from '../not-kept.ts';
import { type Verdict, verdictOn } from '../verdict.ts';

const READABLE = { readableAfterSeconds: 0, notifiedAfterSeconds: 0 };

let world: PipelineWorld;
let tables: Tables;
/** A group call with version 2 stored over version 1, and an ordinary call. */
let group: string;
let ordinary: string;

beforeEach(async () => {
  world = await pipelineWorld();
  tables = createAzureTables({ connectionString: world.account });
  const versions = [{ sessions: 3 }, { afterSeconds: 60, sessions: 4 }];
  group = world.tenant.startCall({ ...READABLE, kind: 'group-call', participants: 4, versions }).callId;
  ordinary = world.tenant.startCall({ ...READABLE, kind: 'peer-to-peer', versions: [{}] }).callId;
  await world.settle();
  await world.pass(2);
});

const verdict = (
  forged: ReadonlyArray<string> = [],
  notKept: ReadonlyArray<NotKept> = [],
): Promise<Verdict> => verdictOn(world.tenant, world.account, forged, notKept);

async function someRow(table: TableName, partitionKey: string): Promise<StoredRow> {
  const [row] = await world.rows(table, partitionKey);
  if (row === undefined) throw new Error(`${table} has no row in ${partitionKey}`);
  return row;
}

describe('the verdict', () => {
  test('finds everything the pipeline stored, row by row', async () => {
    const { calls, tables: rows, faults } = await verdict();
    expect(faults).toEqual([]);
    expect(calls).toEqual({ happened: 2, stored: 2, pending: 0, dead: 0, outdated: 0, untold: 0, lost: 0 });
    expect(rows.Participants).toEqual({ expected: 6, stored: 6, leftovers: 0 });
    expect(rows.Sessions).toEqual({ expected: 5, stored: 5, leftovers: 0 });
    expect(rows.Segments.stored).toBeGreaterThanOrEqual(5);
    expect(rows.MediaStreams.stored).toBeGreaterThan(5);
    expect(rows.CallRecordDocuments).toEqual({ expected: 2, stored: 2, leftovers: 0 });
  });

  test('says while it compares how many calls it has compared', async () => {
    const said: Array<number> = [];
    await verdictOn(world.tenant, world.account, [], [], (calls) => said.push(calls));
    expect(said).toEqual([0, 1]);
  });

  test('compares every stored document with what Graph holds', async () => {
    expect((await verdict()).documents).toEqual({ stored: 2, equal: 2 });
  });

  test('sees a document that is not what Graph holds', async () => {
    const { recordOf } = world.tenant;
    world.tenant.recordOf = (callId) => ({ ...recordOf.call(world.tenant, callId), changed: true });
    const { documents, faults } = await verdict();
    expect(documents).toEqual({ stored: 2, equal: 0 });
    expect(faults).toContain(`${group} (group-call): its document is not what Graph holds`);
  });

  test('sees a deleted chunk of a document', async () => {
    await tables.table('CallRecordDocuments').delete(await someRow('CallRecordDocuments', ordinary));
    const { documents, faults } = await verdict();
    expect(documents).toEqual({ stored: 2, equal: 1 });
    expect(faults).toEqual([
      expect.stringMatching(`${ordinary}.*CallRecordDocuments has 0 rows of .*, and the head says 1`),
      `${ordinary} (peer-to-peer): its document is missing`,
    ]);
  });

  test('sees a deleted head: the call is lost, and its rows belong to nobody', async () => {
    await tables.table('CallRecords').delete(await someRow('CallRecords', ordinary));
    const { calls, tables: rows, faults } = await verdict();
    expect(calls).toMatchObject({ stored: 1, lost: 1 });
    expect(rows.Participants).toEqual({ expected: 6, stored: 4, leftovers: 2 });
    expect(faults).toEqual([expect.stringMatching(`${ordinary}.*lost`)]);
  });

  test('sees a deleted session row', async () => {
    await tables.table('Sessions').delete(await someRow('Sessions', group));
    const { calls, tables: rows, faults } = await verdict();
    expect(calls).toMatchObject({ stored: 2, lost: 0 });
    expect(rows.Sessions).toEqual({ expected: 5, stored: 4, leftovers: 0 });
    expect(faults).toEqual([
      expect.stringMatching(`${group}.*: Sessions has 3 rows of .*, and the head says 4`),
    ]);
  });

  test('sees a row too many', async () => {
    const row = await someRow('Participants', group);
    await tables.table('Participants').upsert({ ...row, rowKey: `${row.rowKey}9` });
    expect((await verdict()).faults).toEqual([
      expect.stringMatching(`${group}.*: Participants has 5 rows of .*, and the head says 4`),
    ]);
  });

  test('sees that a list does not show a call, or shows it otherwise than its head', async () => {
    const [listed] = await world.rows('CallsByDay', `${world.tenant.tenantId}_${dayOf(group)}`);
    await world.overwrite('CallsByDay', listed, 'CallType', { type: 'String', value: 'unknown' });
    const other = String(cellValue(listed, 'CallId'));
    expect((await verdict()).faults).toEqual([
      expect.stringMatching(`${other}.*: CallsByDay and the head disagree about CallType`),
    ]);
    if (listed !== undefined) await tables.table('CallsByDay').delete(listed);
    expect((await verdict()).faults).toEqual([
      expect.stringMatching(`${other}.*: it has no row in CallsByDay`),
    ]);
  });

  test('sees a head that counts its poor streams otherwise than the record and its rows', async () => {
    const head = await someRow('CallRecords', group);
    await world.overwrite('CallRecords', head, 'AudioPoorStreamCount', { type: 'Int32', value: 99 });
    expect((await verdict()).faults).toEqual([
      expect.stringMatching(/the head says AudioPoorStreamCount 99, and the record \d+$/),
      expect.stringMatching(/the head says AudioPoorStreamCount 99, its sessions (\d+), its streams \1$/),
      expect.stringMatching(/CallsByDay and the head disagree about AudioPoorStreamCount$/),
    ]);
  });

  test('sees a stream that is classified otherwise than its session and its call count it', async () => {
    const streams = await world.rows(
      'MediaStreams',
      `${world.tenant.tenantId}_${dayOf(group)}_${group.charAt(0)}`,
    );
    const good = streams.find(
      ({ cells }) => cells.Quality?.value === 'good' && cells.MediaLabel?.value === 'main-audio',
    );
    await world.overwrite('MediaStreams', good, 'Quality', { type: 'String', value: 'poor' });
    expect((await verdict()).faults).toEqual([
      expect.stringMatching(/the head says AudioGoodStreamCount (\d+), its sessions \1, its streams \d+$/),
      expect.stringMatching(/the head says AudioPoorStreamCount (\d+), its sessions \1, its streams \d+$/),
    ]);
  });

  test('sees a call without quality in the list of its day', async () => {
    const [listed] = await world.rows('CallsByDay', `${world.tenant.tenantId}_${dayOf(group)}`);
    if (listed === undefined) throw new Error('no call is listed');
    const { RuleSet: _, ...cells } = listed.cells;
    await tables.table('CallsByDay').upsert({ ...listed, cells });
    expect((await verdict()).faults).toEqual([
      expect.stringMatching(/: CallsByDay and the head disagree about RuleSet$/),
    ]);
  });

  test('sees that streams stand where no reader looks', async () => {
    const row = await someRow('MediaStreams', `${world.tenant.tenantId}_${dayOf(group)}_${group.charAt(0)}`);
    await tables.table('MediaStreams').delete(row);
    const partitionKey = row.partitionKey.slice(0, -2);
    await tables.table('MediaStreams').upsert({ ...row, partitionKey });
    expect((await verdict()).faults).toEqual([
      expect.stringMatching(
        `${group}.*: a row of MediaStreams stands in ${partitionKey}, and readers look in`,
      ),
    ]);
  });

  test('sees that a call cannot be found by somebody who took part', async () => {
    const participant = await someRow('Participants', ordinary);
    const id = String(cellValue(participant, 'IdentityId'));
    const hint = await someRow('CallsByUser', `${world.tenant.tenantId}_${id}`);
    await tables.table('CallsByUser').delete(hint);
    expect((await verdict()).faults).toEqual([
      expect.stringMatching(`: it has no row in CallsByUser for ${id}`),
    ]);
  });

  test('counts an extra generation apart: readers do not see it', async () => {
    const row = await someRow('MediaStreams', `${world.tenant.tenantId}_${dayOf(group)}_${group.charAt(0)}`);
    const generation = 'v1r0-0123456789ab';
    await tables.table('MediaStreams').upsert({
      ...row,
      rowKey: row.rowKey.replace(String(cellValue(row, 'Generation')), generation),
      cells: { ...row.cells, Generation: { type: 'String', value: generation } },
    });
    const { tables: rows, faults } = await verdict();
    expect(rows.MediaStreams.leftovers).toBe(1);
    expect(rows.MediaStreams.stored).toBe(rows.MediaStreams.expected);
    expect(faults).toEqual([]);
  });

  test('sees a stale version', async () => {
    const head = await someRow('CallRecords', group);
    await world.overwrite('CallRecords', head, 'Version', { type: 'Int64', value: 1n });
    const { calls, faults } = await verdict();
    expect(calls).toMatchObject({ stored: 1, outdated: 1, lost: 0 });
    expect(faults).toEqual([`${group} (group-call): version 2 is missing, version 1 is stored instead`]);
  });

  test('sees that the same version was published anew', async () => {
    const value = '2026-11-23T08:00:00.0000000Z';
    const head = await someRow('CallRecords', group);
    await world.overwrite('CallRecords', head, 'LastModifiedDateTime', { type: 'DateTime', value });
    expect((await verdict()).calls).toMatchObject({ outdated: 1 });
  });

  test('sees a version that nobody was told of', async () => {
    world.tenant.publishVersion(ordinary, { notify: false });
    expect((await verdict()).calls).toMatchObject({ stored: 1, outdated: 1 });
  });

  test('tells what waits from what is lost, and from what Graph could not tell', async () => {
    const late = world.tenant.startCall({
      kind: 'peer-to-peer',
      readableAfterSeconds: 3600,
      notifiedAfterSeconds: 0,
    });
    await world.settle();
    world.tenant.faults.add('notification-dropped');
    const untold = world.tenant.startCall({ ...READABLE, kind: 'peer-to-peer', versions: [{}] });
    await world.settle();
    const { calls, faults } = await verdict();
    expect(calls).toMatchObject({ stored: 2, pending: 1, untold: 1, lost: 0 });
    expect(faults).toEqual([
      expect.stringMatching(`${late.callId}.*pending`),
      expect.stringMatching(`${untold.callId}.*no notification`),
    ]);
  });

  test('finds what was given up on in DeadLetters', async () => {
    // A link to a stranger is followed at no delivery.
    world.tenant.faults.add('foreign-next-link', { count: 100 });
    const spec = { ...READABLE, kind: 'group-call', sessions: 61, versions: [{}] } as const;
    const { callId } = world.tenant.startCall(spec);
    await world.settle();
    const { calls, faults } = await verdict();
    expect(calls).toMatchObject({ stored: 2, dead: 1, lost: 0 });
    expect(faults).toEqual([expect.stringMatching(`${callId}.*dead letter, nothing of it is stored`)]);
  });

  test('is content with a call that an operator asked for and Graph never had, and with no other', async () => {
    const callId = 'c0ffee00-1111-4222-8333-444455556666';
    const at = { type: 'DateTime', value: '2026-11-23T09:00:00.0000000Z' } as const;
    const cells = {
      State: { type: 'String', value: 'waiting' },
      NextAttemptAt: at,
      FirstSeenAt: at,
    } as const;
    await world.write('PendingCallRecords', callId, { ...cells, Rewrite: { type: 'Boolean', value: true } });
    expect((await verdict()).faults).toEqual([]);
    await world.write('PendingCallRecords', callId, cells);
    expect((await verdict()).faults).toEqual([`${callId}: kept although Graph never had it`]);
  });

  test('is content with forged notifications that left no trace, and with no others', async () => {
    const unknown = '6b0e8f3a-2c51-4d7e-9f10-8a7b6c5d4e3f';
    expect((await verdict([unknown])).forged).toEqual({ sent: 1, kept: 0 });
    const { forged, faults } = await verdict([ordinary]);
    expect(forged).toEqual({ sent: 1, kept: 1 });
    expect(faults).toEqual([`${ordinary}: kept although its notification was forged`]);
  });

  test('sees that a call that should be deleted has rows', async () => {
    const { notKept, faults } = await verdict([], [{ callId: ordinary, ending: 'deleted', texts: [] }]);
    expect(notKept.deleted).toBe(0);
    expect(faults).toHaveLength(8);
    expect(faults).toContain(`${ordinary}: Sessions still has rows of the deleted call`);
    const unknown = 'c0ffee00-1111-4222-8333-444455556666';
    const gone = await verdict([], [{ callId: unknown, ending: 'deleted', texts: [] }]);
    expect([gone.notKept.deleted, gone.faults]).toEqual([1, []]);
  });

  test('sees who should be forgotten in keys, in columns and in the document', async () => {
    const id = String(cellValue(await someRow('Participants', ordinary), 'IdentityId'));
    const { faults } = await verdict([], [{ callId: ordinary, ending: 'forgotten', texts: [id] }]);
    const tables = ['Participants', 'Sessions', 'CallRecordDocuments', 'CallsByUser'];
    expect(faults).toEqual(
      expect.arrayContaining(tables.map((table) => `${ordinary}: ${table} still says who took part`)),
    );
    const nobody: NotKept = { callId: ordinary, ending: 'forgotten', texts: ['someone else'] };
    const { notKept } = await verdict([], [nobody]);
    expect(notKept.forgotten).toBe(1);
  });

  test('sees that more is left of a withheld call than its head', async () => {
    const { faults } = await verdict([], [{ callId: ordinary, ending: 'withheld', texts: [] }]);
    expect(faults).toContain(`${ordinary}: MediaStreams still has rows of the withheld call`);
    expect(faults).toContain(`${ordinary}: its head does not say that it is withheld`);
  });

  describe('beside what operators asked for meanwhile', () => {
    let store: Store;
    let who: { readonly id: string; readonly name: string };

    beforeEach(async () => {
      store = createStore({ ...world, ...world.tenant, tables });
      const { cells } = await someRow('Participants', ordinary);
      who = { id: String(cells.IdentityId?.value), name: String(cells.DisplayName?.value) };
    });

    /** By the clock of storage, which the timer compares its own with: what was asked for is days old. */
    async function forgotten(): Promise<void> {
      const late = createStore({ ...world.tenant, clock: systemClock, tables });
      await forget({ store: late, random: systemRandom, door: createDoor(late), log: silentLog });
    }

    const requests: ReadonlyArray<readonly ['erased' | 'excluded', () => Promise<unknown>]> = [
      ['erased', () => requestErasure(store, systemRandom, [who.id])],
      ['excluded', () => requestExclusion(store, systemRandom, { kind: 'user', ids: [who.id] })],
    ];

    test.each(requests)(
      'is content with somebody who is %s, names them, and still finds what is lost',
      async (what, request) => {
        await request();
        const asked = await verdict();
        expect([asked.faults, asked.askedFor]).toEqual([[], [{ what, who: who.name, done: 0, waiting: 1 }]]);
        await forgotten();
        const { faults, askedFor, tables: counted } = await verdict();
        expect([faults, askedFor]).toEqual([[], [{ what, who: who.name, done: 1, waiting: 0 }]]);
        expect(counted.Sessions.stored).toBe(counted.Sessions.expected);
        for (const callId of [group, ordinary]) {
          await tables.table('CallRecords').delete(await someRow('CallRecords', callId));
        }
        const { calls } = await verdict();
        expect(calls).toMatchObject({ stored: 0, lost: 2 });
      },
    );

    test.each(requests)(
      'sees that a call is not stored without somebody who is %s, once the timer says so',
      async (what, request) => {
        await request();
        for (const row of await world.tenantRows('Withheld')) {
          await world.overwrite('Withheld', row, 'FinishedAt', {
            type: 'DateTime',
            value: '2026-11-23T09:00:00.0000000Z',
          });
        }
        expect((await verdict()).faults).toContain(
          what === 'erased'
            ? `${ordinary} (peer-to-peer): CallsByUser still says who took part, although ${who.name} is erased`
            : `${ordinary} (peer-to-peer): it is stored whole, although ${who.name} is excluded`,
        );
      },
    );

    test('sees a withheld call that no exclusion concerns', async () => {
      await requestExclusion(store, systemRandom, { kind: 'user', ids: [who.id] });
      await forgotten();
      for (const row of await world.tenantRows('Withheld')) await tables.table('Withheld').delete(row);
      expect((await verdict()).faults).toEqual([
        `${ordinary} (peer-to-peer): it is withheld, and no exclusion concerns it`,
      ]);
    });

    test('counts a call once from which somebody is to be erased twice', async () => {
      await requestErasure(store, systemRandom, [who.id]);
      await requestErasure(store, systemRandom, [who.id]);
      const { faults, askedFor } = await verdict();
      expect([faults, askedFor]).toEqual([[], [{ what: 'erased', who: who.name, done: 0, waiting: 1 }]]);
    });

    test('is content with a withheld call that an operator has replayed, which waits', async () => {
      await requestExclusion(store, systemRandom, { kind: 'user', ids: [who.id] });
      await forgotten();
      await replayCall(store, ordinary as CallId);
      expect((await verdict()).faults).toEqual([]);
    });

    test('names no one where an exclusion was lifted, which holds no ids any more', async () => {
      const rowKey = await requestExclusion(store, systemRandom, { kind: 'user', ids: [who.id] });
      await forgotten();
      await liftExclusion(store, rowKey);
      const { faults, askedFor } = await verdict();
      expect([faults, askedFor]).toEqual([[], [{ what: 'excluded', who: undefined, done: 1, waiting: 0 }]]);
    });
  });
});

function dayOf(callId: string): string {
  const start = world.tenant.truth().find((call) => call.callId === callId)?.startDateTime ?? '';
  return start.slice(0, 10);
}
