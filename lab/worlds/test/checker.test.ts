import { describe, expect, it } from 'vitest';
import { SIMULATED_TOKEN } from '../../graph/transport.ts';
import type { Rule } from '../checker/violation.ts';
import { secondDeployment } from '../weather/deployments.ts';
import { SECOND_ORIGIN } from '../world/webhook.ts';
import type { SimulatedWorld } from '../world/world.ts';
import { begunWorld, calmWorld } from './calm-world.ts';

const DAY_SECONDS = 24 * 3_600;

const SUBSCRIPTIONS = 'http://127.0.0.1:4280/v1.0/subscriptions';

const broken = ({ checker }: SimulatedWorld) => checker.violations.map(({ rule }) => rule);
const text = (value: string) => ({ type: 'String', value }) as const;

function headOf({ checker }: SimulatedWorld, callId: string) {
  const head = checker.heads.of(callId);
  if (head === undefined) throw new Error('the call is not stored');
  return head;
}

describe('in a world where nothing goes wrong', () => {
  it('no rule is broken, and the call is stored', async () => {
    const { world, callId } = await calmWorld();
    world.checkEnding();
    expect(world.checker.violations).toEqual([]);
    expect(headOf(world, callId).version).toBe(1n);
  });
});

describe('it is noticed when', () => {
  it('a head goes back to an older version', async () => {
    const { world, callId } = await calmWorld();
    const { row } = headOf(world, callId);
    const table = world.tables.table('CallRecords');
    await table.merge({ ...row, cells: { Version: { type: 'Int64', value: 0n } } });
    expect(broken(world)).toContain('noRegression' satisfies Rule);
  });

  it('a head goes back within one version number', async () => {
    const { world, callId } = await calmWorld();
    const { row } = headOf(world, callId);
    const earlier = { type: 'DateTime', value: '2026-11-23T08:00:00.0000000Z' } as const;
    await world.tables.table('CallRecords').merge({ ...row, cells: { LastModifiedDateTime: earlier } });
    expect(broken(world)).toContain('noRegression' satisfies Rule);
  });

  it('a row of the current generation disappears', async () => {
    const { world } = await calmWorld();
    const [row] = world.tables.rows('Segments');
    if (row === undefined) throw new Error('there is no segment');
    await world.tables.table('Segments').delete(row);
    expect(broken(world)).toEqual(['wholeVersion'] satisfies Array<Rule>);
  });

  it('a head names a generation whose rows are not all there', async () => {
    const { world, callId } = await calmWorld();
    const { row } = headOf(world, callId);
    await world.tables.table('CallRecords').merge({ ...row, cells: { Generation: text('v1r1-abc') } });
    expect(broken(world)).toContain('wholeVersion' satisfies Rule);
  });

  it('head and rows agree on fewer rows than Graph has', async () => {
    const { world, callId } = await calmWorld();
    const { row, counts } = headOf(world, callId);
    const [stream] = world.tables.rows('MediaStreams');
    if (stream === undefined) throw new Error('there is no media stream');
    await world.tables.table('MediaStreams').delete(stream);
    world.checker.violations.length = 0;
    const fewer = { type: 'Int32', value: counts.MediaStreams - 1 } as const;
    await world.tables.table('CallRecords').merge({ ...row, cells: { MediaStreamCount: fewer } });
    expect(world.checker.violations.map(({ message }) => message).join()).toMatch(/and Graph has/);
  });

  it('a message is gone before its call is stored', async () => {
    const world = begunWorld();
    await world.pass(() => world.queue.messages('queue').length > 0);
    // The webhook answers, and no host has looked yet.
    await world.passUntil(world.time.milliseconds + 200);
    const [message] = world.queue.messages('queue');
    await world.queue.take('queue', message?.id ?? '');
    expect(broken(world)).toEqual(['accounted'] satisfies Array<Rule>);
  });

  it('a notification is answered with 202 and queued nowhere', async () => {
    const { world, callId } = await calmWorld();
    const version = world.checker.truth.newestOf(callId);
    if (version === undefined) throw new Error('nothing is published');
    const newer = { ...version, version: version.version + 1n };
    world.checker.promised(new Map([[callId, newer]]), []);
    expect(broken(world)).toEqual(['accounted'] satisfies Array<Rule>);
  });

  it('a lifecycle event is answered with 202 and kept nowhere', async () => {
    const { world } = await calmWorld();
    world.checker.promised(new Map(), [{ subscriptionId: 'any', column: 'MissedAt' }]);
    expect(broken(world)).toEqual(['accounted'] satisfies Array<Rule>);
  });

  it('a message that is not ours disappears', async () => {
    const { world } = await calmWorld();
    await world.queue.put('hello');
    const [message] = world.queue.messages('queue');
    await world.queue.take('queue', message?.id ?? '');
    expect(broken(world)).toEqual(['accounted'] satisfies Array<Rule>);
  });

  it.each(['PendingCallRecords', 'CallRecords', 'Participants'] as const)(
    'a row of %s carries a forged call',
    async (name) => {
      const { world } = await calmWorld();
      const forged = '11111111-2222-4333-8444-555555555555';
      world.checker.forged(forged);
      const key = name === 'PendingCallRecords' ? ['tenant', forged] : [forged, 'tenant_v1r0-abc_00000'];
      await world.tables
        .table(name)
        .upsert({
          partitionKey: key[0] ?? '',
          rowKey: key[1] ?? '',
          cells: { Version: { type: 'Int64', value: 1n } },
        })
        .catch(() => undefined);
      expect(broken(world)).toContain('closed' satisfies Rule);
    },
  );

  it('a message carries a forged call', async () => {
    const { world } = await calmWorld();
    const forged = '11111111-2222-4333-8444-555555555555';
    world.checker.forged(forged);
    await world.queue.put(JSON.stringify({ callId: forged }));
    expect(broken(world)).toContain('closed' satisfies Rule);
  });

  it('ingest gives up a call with which nothing is wrong', async () => {
    const { world, callId } = await calmWorld();
    const { tenantId } = world.tenant;
    const body = JSON.stringify({ schema: 1, tenantId, callId });
    await world.tables.table('DeadLetters').upsert({
      partitionKey: 'call-records',
      rowKey: 'one',
      cells: { State: text('waiting'), Body: text(body), CallId: { type: 'Guid', value: callId } },
    });
    expect(broken(world)).toEqual(['deserved'] satisfies Array<Rule>);
  });

  it.each([
    ['its row in CallsByDay is missing', 'CallsByDay'],
    ['its rows in CallsByUser are missing', 'CallsByUser'],
  ] as const)('in the end %s', async (_, name) => {
    const { world } = await calmWorld();
    for (const row of [...world.tables.rows(name)]) await world.tables.table(name).delete(row);
    world.checkEnding();
    expect(broken(world)).toContain('complete' satisfies Rule);
  });

  it('in the end CallsByDay tells something else than the head', async () => {
    const { world } = await calmWorld();
    for (const row of [...world.tables.rows('CallsByDay')]) {
      await world.tables.table('CallsByDay').merge({ ...row, cells: { Generation: text('v1r0-other') } });
    }
    world.checkEnding();
    expect(broken(world)).toEqual(['complete'] satisfies Array<Rule>);
  });

  it('in the end rows of another generation are left', async () => {
    const { world, callId } = await calmWorld();
    await world.tables.table('Sessions').upsert({
      partitionKey: callId,
      rowKey: `${world.tenant.tenantId}_v0r0-abc_00000`,
      cells: { CallId: { type: 'Guid', value: callId }, Generation: text('v0r0-abc') },
    });
    world.checkEnding();
    expect(broken(world)).toEqual(['complete'] satisfies Array<Rule>);
  });

  it('in the end a document is not what Graph sent', async () => {
    const { world } = await calmWorld();
    const [row] = world.tables.rows('CallRecordDocuments');
    if (row === undefined) throw new Error('there is no document');
    const bytes = { type: 'Binary', value: new Uint8Array([1, 2, 3]) } as const;
    await world.tables.table('CallRecordDocuments').merge({ ...row, cells: { Bytes01: bytes } });
    world.checkEnding();
    expect(broken(world)).toEqual(['complete'] satisfies Array<Rule>);
  });

  const summedUp = async () => {
    const { world } = await calmWorld();
    await world.passUntil(world.instantOf(DAY_SECONDS));
    world.timers.summarize.wake();
    await world.passUntil(world.instantOf(DAY_SECONDS + 3_600));
    const people = [...world.tables.rows('People')];
    const person = people.find(({ rowKey }) => rowKey.startsWith('person_'));
    const word = people.find(({ rowKey }) => rowKey.startsWith('word_'));
    if (person === undefined || word === undefined) throw new Error('nobody took part');
    return { world, person, word, table: world.tables.table('People') };
  };

  it('in the end a user who took part has no row', async () => {
    const { world, person, table } = await summedUp();
    await table.delete(person);
    world.checker.checkSummaries();
    expect(new Set(broken(world))).toEqual(new Set(['known'] satisfies Array<Rule>));
  });

  it('in the end a user has another name than in the latest call', async () => {
    const { world, person, table } = await summedUp();
    await table.merge({ ...person, cells: { DisplayName: text('Former Name') } });
    world.checker.checkSummaries();
    expect(new Set(broken(world))).toEqual(new Set(['known'] satisfies Array<Rule>));
  });

  it('in the end a word of a name does not lead to its user, or a former one does', async () => {
    const { world, person, word, table } = await summedUp();
    world.checker.checkSummaries();
    expect(broken(world)).toEqual([]);
    await table.delete(word);
    world.checker.checkSummaries();
    expect(broken(world)).toEqual(['known'] satisfies Array<Rule>);
    await table.upsert(word);
    await table.upsert({ ...word, rowKey: person.rowKey.replace('person', 'word_former') });
    world.checker.violations.length = 0;
    world.checker.checkSummaries();
    expect(broken(world)).toEqual(['known'] satisfies Array<Rule>);
  });

  it('in the end a version is missing that Graph shows', async () => {
    const { world, callId } = await calmWorld();
    world.tenant.publishVersion(callId, { notify: false });
    world.checkEnding();
    expect(broken(world)).toEqual(['complete'] satisfies Array<Rule>);
  });

  it('a version is missing that Graph is about to forget', async () => {
    const { world, callId } = await calmWorld();
    world.tenant.publishVersion(callId, { notify: false });
    world.checker.checkBeforeForgotten(callId, world.calls.get(callId)?.startedAt ?? 0);
    expect(broken(world)).toEqual(['complete'] satisfies Array<Rule>);
  });

  it('the subscription of a second deployment is deleted', async () => {
    const world = begunWorld();
    await world.passUntil(world.instantOf(300));
    const until = 3_600;
    secondDeployment(true, { from: 300, until }).begin(world);
    await world.passUntil(world.instantOf(900));
    expect(broken(world)).toEqual([]);
    const headers = { authorization: `Bearer ${SIMULATED_TOKEN}` };
    const listed = await world.tenant.respond({ method: 'GET', url: SUBSCRIPTIONS, headers });
    const { value } = JSON.parse(listed.body) as {
      readonly value: ReadonlyArray<{ readonly id: string; readonly notificationUrl: string }>;
    };
    const second = value.find(({ notificationUrl }) => notificationUrl.startsWith(SECOND_ORIGIN));
    await world.tenant.respond({ method: 'DELETE', url: `${SUBSCRIPTIONS}/${second?.id}`, headers });
    expect(broken(world)).toEqual(['separate'] satisfies Array<Rule>);
  });
});
