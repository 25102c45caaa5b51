import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adoptRecords, readRecordFiles } from '../record-files.ts';
import { type Json, virtualTenant } from './virtual-tenant.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'records-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

async function write(name: string, content: object | string): Promise<void> {
  await writeFile(join(directory, name), typeof content === 'string' ? content : JSON.stringify(content));
}

/** A record as a tool may have exported it, with what Graph says beside it. */
function exported(sessions = 61): Json {
  const world = virtualTenant({ seed: 9, behaviour: { undeclaredProperties: true } });
  const { callId } = world.tenant.startCall({ kind: 'meeting', sessions, readableAfterSeconds: 0 });
  return {
    '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#communications/callRecords/$entity',
    ...world.tenant.recordOf(callId),
    version: 3,
  };
}

describe('records from files', () => {
  it('are served as they are, paged, and notified', async () => {
    const record = exported();
    await write('one.json', record);
    await write('notes.txt', 'not a record');
    const world = virtualTenant();
    await world.subscribe();
    const files = await readRecordFiles(directory);
    expect(adoptRecords(world.tenant, files, { now: world.now(), shiftDates: false })).toEqual([]);
    await world.pass(1);
    expect(world.callIds()).toEqual([record.id]);
    const { '@odata.context': _, ...served } = record;
    expect(world.tenant.recordOf(record.id)).toEqual(served);
    const page = await world.get(
      `/communications/callRecords/${record.id}?$expand=sessions($expand=segments)`,
    );
    expect([page.version, page.sessions.length]).toEqual([3, 60]);
    expect((await world.get(page['sessions@odata.nextLink'])).value).toHaveLength(1);
  });

  it('may stand together in one file', async () => {
    const record = exported(2);
    const other = { ...record, id: '11111111-2222-4333-8444-555555555555' };
    await write('both.json', { value: [record, other] });
    expect((await readRecordFiles(directory)).map(({ record: { id } }) => id)).toEqual([record.id, other.id]);
  });

  it('are read with a byte order mark, and served with each number as it is written', async () => {
    const text = JSON.stringify({ ...exported(2), ratio: 0.5, large: 1 })
      .replace('"ratio":0.5', '"ratio":0.1234567890123456789')
      .replace('"large":1', '"large":1E400');
    await write('mark.json', `\ufeff${text}`);
    const files = await readRecordFiles(directory);
    for (const shiftDates of [false, true]) {
      const world = virtualTenant();
      adoptRecords(world.tenant, files, { now: world.now(), shiftDates });
      const { body } = await world.send('GET', `/communications/callRecords/${files[0]?.record.id}`);
      expect(body).toContain('"ratio":0.1234567890123456789,"large":1E400');
    }
  });

  it('that are old answer 404, and are moved into the last 30 days when asked', async () => {
    const record = {
      ...exported(2),
      startDateTime: '2026-03-01T10:00:00.1234567Z',
      endDateTime: '2026-03-01T11:00:00Z',
    };
    await write('old.json', record);
    const files = await readRecordFiles(directory);
    const world = virtualTenant();
    expect(adoptRecords(world.tenant, files, { now: world.now(), shiftDates: false })).toMatchObject([
      { reason: expect.stringContaining('--shift-dates') },
    ]);
    expect((await world.send('GET', `/communications/callRecords/${record.id}`)).status).toBe(404);

    const shifting = virtualTenant();
    expect(adoptRecords(shifting.tenant, files, { now: shifting.now(), shiftDates: true })).toEqual([]);
    const shown = await shifting.get(`/communications/callRecords/${record.id}`);
    expect(shown.startDateTime).toMatch(/^2026-(10|11)-\d\dT10:00:00\.1234567Z$/);
  });

  it('that are bad are named with the reason, all at once', async () => {
    await write('broken.json', '{"id": ');
    await write('list.json', '[]');
    await write('no-id.json', { ...exported(1), id: 'x', version: 'two' });
    await write('same-1.json', { ...exported(1) });
    await write('same-2.json', { ...exported(1) });
    const message = await readRecordFiles(directory).then(
      () => '',
      (error: Error) => error.message,
    );
    expect(message).toMatch(/broken\.json: .*JSON/);
    expect(message).toMatch(/list\.json: not a call record/);
    expect(message).toMatch(/no-id\.json: not a call record: .*GUID.*id.*version/);
    expect(message).toMatch(/same-2\.json: call record [0-9a-f-]{36} is in .*same-1\.json too/);
  });

  it('are looked for in a folder: one line says why it holds none, and what to type', async () => {
    const nowhere = join(directory, 'nowhere');
    await expect(readRecordFiles(nowhere)).rejects.toThrow(
      `${nowhere} does not exist. To see what is there: ls -l ${directory}`,
    );
    await expect(readRecordFiles(directory)).rejects.toThrow(
      `${directory} holds no .json file. To see what it holds: ls ${directory}`,
    );
    await write('file', '');
    await expect(readRecordFiles(join(directory, 'file'))).rejects.toThrow(/file is not a folder\. To see/);
  });

  it('that lack pages of their own are refused rather than served short', async () => {
    await write('partial.json', {
      ...exported(2),
      'sessions@odata.nextLink': 'https://graph.microsoft.com/v1.0/…',
    });
    await expect(readRecordFiles(directory)).rejects.toThrow(/partial\.json: .*sessions@odata\.nextLink/);
  });
});
