import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Json, virtualTenant } from '../../graph/test/virtual-tenant.ts';
import { adopt, movedIntoView, readRecords } from '../records.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'records-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function write(name: string, content: object | string): Promise<void> {
  await writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
}

const mistakes = async (): Promise<ReadonlyArray<string>> =>
  await readRecords(folder).then(
    () => [],
    (error: Error) => error.message.replaceAll(folder, 'DIR').split('\n'),
  );

function exported(sessions = 61): Json {
  const { tenant } = virtualTenant({ seed: 9, behaviour: { undeclaredProperties: true } });
  const { callId } = tenant.startCall({ kind: 'meeting', sessions, readableAfterSeconds: 0 });
  return { ...tenant.recordOf(callId), version: 3 };
}

describe('records in files', () => {
  test('are shown as they are, in pages, and notified', async () => {
    const record = exported();
    const links = { '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata', '@odata.nextLink': null };
    await write('one.json', { ...record, ...links });
    await write('notes.txt', 'not a record');
    const world = virtualTenant();
    await world.subscribe();
    for (const read of await readRecords(folder)) adopt(world.tenant, movedIntoView(read, world.now()));
    await world.pass(1);
    expect(world.callIds()).toEqual([record.id]);
    expect(world.tenant.recordOf(record.id)).toEqual(record);
    expect(world.tenant.truth()).toMatchObject([
      { newestVersion: 3, lastModifiedDateTime: record.lastModifiedDateTime },
    ]);
    const page = await world.get(
      `/communications/callRecords/${record.id}?$expand=sessions($expand=segments)`,
    );
    expect((await world.get(page['sessions@odata.nextLink'])).value).toHaveLength(1);
  });

  test('may stand together in one file, begin with a byte order mark, and keep each number as it is written', async () => {
    const text = JSON.stringify({ ...exported(2), ratio: 0.5, large: 1, id: exported().id.toUpperCase() })
      .replace('"ratio":0.5', '"ratio":0.1234567890123456789')
      .replace('"large":1', '"large":1E400');
    const other = '11111111-2222-4333-8444-555555555555';
    await write('both.JSON', `\ufeff{"value":[${text},${JSON.stringify({ ...exported(0), id: other })}]}`);
    const [first, second] = await readRecords(folder);
    expect([first?.id, second?.id]).toEqual([exported().id, other]);
    expect(JSON.stringify(first)).toContain('"ratio":0.1234567890123456789,"large":1E400');
  });

  test('that are old are moved by whole weeks to where Graph still shows them', async () => {
    const record = exported(2);
    const old = { startDateTime: '2026-03-01T10:00:00.1234567Z', endDateTime: '2026-03-01T11:00:00Z' };
    await write('old.json', {
      ...record,
      ...old,
      ratio: '1.50',
      note: '2026-03-01',
      odd: '2026-99-99T00:00:00Z',
    });
    const [read] = await readRecords(folder);
    if (read === undefined) throw new Error('nothing was read');
    expect(movedIntoView(read, new Date('2026-03-29T10:59:59Z'))).toEqual(read);
    expect(movedIntoView(read, new Date('2026-11-23T10:00:00Z'))).toMatchObject({
      startDateTime: '2026-11-08T10:00:00.1234567Z',
      endDateTime: '2026-11-08T11:00:00Z',
      note: '2026-03-01',
      odd: '2026-99-99T00:00:00Z',
    });
  });

  test('that are wrong are named all at once, each in a line with its file, place and reason', async () => {
    const record = exported(1);
    await write('broken.json', '{"id":\n');
    await write('empty.json', { value: [] });
    await write('list.json', '[]');
    await write('no-id.json', {
      ...record,
      id: 'x',
      version: 'two',
      sessions: [{ id: 's', segments: null }],
    });
    await write('partial.json', { value: [{ ...record, 'sessions@odata.nextLink': 'https://graph…' }] });
    await write('same-1.json', record);
    await write('same-2.json', { value: [record, { ...record, startDateTime: 'soon' }] });
    await write('same-3.json', { value: [{ ...record, id: record.id.toUpperCase() }] });
    expect(await mistakes()).toEqual([
      expect.stringMatching(/^DIR\/broken\.json: is not JSON: /),
      'DIR/empty.json: value: has no call record',
      'DIR/list.json: must be a call record: a JSON object, or a list of them in {"value": […]}',
      'DIR/no-id.json: id: is not a GUID',
      'DIR/no-id.json: version: is not a whole number',
      'DIR/no-id.json: sessions[0].segments: is not a list',
      'DIR/partial.json: is only a part of a record: sessions@odata.nextLink leads to the rest',
      'DIR/same-2.json: value[1].startDateTime: is not a time such as 2026-11-23T10:00:00Z',
      `DIR/same-3.json: call record ${record.id} is in DIR/same-1.json already. Help: npm start -- --help`,
    ]);
  });

  test('are missed in one line, where there is no folder or no file in it', async () => {
    expect(await mistakes()).toEqual([
      expect.stringMatching(/^--records DIR has no file .*callrecords call/),
    ]);
    await rm(folder, { recursive: true });
    expect(await mistakes()).toEqual(['--records DIR does not exist. Help: npm start -- --help']);
    await writeFile(folder, '');
    expect(await mistakes()).toEqual([
      '--records DIR is not a folder, or lies below a file. Help: npm start -- --help',
    ]);
  });
});
