/** `./callrecords export` into a container of blobs, as the storage emulator keeps it. */

import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { withSomethingElse } from '../../lab/storage/something-else.ts';
import { createContainer } from '../../src/adapters/files/container.ts';
import { createFolder } from '../../src/adapters/files/folder.ts';
import type { Files } from '../../src/ports/files.ts';
import { testTerminal } from '../cli/command-in-test.ts';
import { folderWith } from '../cli/folder-with.ts';
import { createSimulatedStore } from '../store/simulated-store.ts';
import { containerNamed, NO_CREDENTIAL } from './container-named.ts';
import { askDuckDb } from './duckdb.ts';

const DAY = '2026-11-23';
async function exporting(url: string) {
  const store = createSimulatedStore();
  const callId = store.startCall({ kind: 'meeting', endedAt: new Date(`${DAY}T08:00:00Z`) });
  await store.store(callId);
  const run = () => testTerminal(store).run(`export --from ${DAY} --to ${DAY} --format parquet --out ${url}`);
  return { store, callId, run };
}

describe('an export into a container', () => {
  it('puts blobs in place that DuckDB reads, and writes nothing when nothing has changed', async () => {
    const { client, urlWith } = await containerNamed('reports');
    const { store, run } = await exporting(urlWith('rcwd'));
    const { code, err, out } = await run();
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('5 written');
    const blob = client.getBlobClient(`calls/MediaStreams/day=${DAY}/part-0.parquet`);
    const folder = await folderWith({});
    await writeFile(`${folder}/part-0.parquet`, await blob.downloadToBuffer());
    const [found] = await askDuckDb(`select count(*) as n from '${folder}/part-0.parquet'`);
    expect(Number(found?.n)).toBe(store.tables.rows('MediaStreams').length);
    const { etag } = await blob.getProperties();
    expect((await run()).out).toContain('5 unchanged');
    expect((await blob.getProperties()).etag).toBe(etag);
  });

  it('writes a blob anew that somebody has changed, and takes blobs away when the calls are gone', async () => {
    const { client, urlWith } = await containerNamed('reports');
    const { store, run } = await exporting(urlWith('rcwd'));
    await run();
    await client.getBlockBlobClient(`calls/Sessions/day=${DAY}/part-0.parquet`).upload('x', 1);
    expect((await run()).out).toContain('1 written, 4 unchanged');
    for (const row of store.tables.rows('CallsByDay')) await store.tables.table('CallsByDay').delete(row);
    expect((await run()).out).toContain('5 removed');
    expect(await client.getBlobClient(`calls/Sessions/day=${DAY}/part-0.parquet`).exists()).toBe(false);
  });

  it.each([
    ['gives no right to write', (url: string) => url, 'r', '403 AuthorizationPermissionMismatch'],
    ['is not the account’s', (url: string) => url.replace(/sig=[^&]+/, 'sig=AAAAAAAA'), 'rcwd', '403 Auth'],
    ['is over', (url: string) => url.replace(/se=\d{4}/, 'se=2020'), 'rcwd', '403 Auth'],
  ])('says which role or right is missing when the signature %s', async (_what, spoilt, rights, answer) => {
    const { urlWith } = await containerNamed('reports');
    const { run } = await exporting(spoilt(urlWith(rights)));
    const { code, err } = await run();
    expect(code).toBe(3);
    expect(err).toContain(answer);
    expect(err).toContain('needs the role Storage Blob Data Contributor on the container');
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).not.toContain('sig=');
  });

  it('says how to create a container that does not exist', async () => {
    const { urlWith } = await containerNamed('missing', { isCreated: false });
    const { run } = await exporting(urlWith('rcwd'));
    const { code, err } = await run();
    expect(code).toBe(3);
    expect(err).toContain('az storage container create');
  });

  it('is not sent in the clear over a network', async () => {
    const { run } = await exporting('http://contoso.example/reports');
    expect(await run()).toMatchObject({ code: 2, err: expect.stringContaining('is not https') });
  });
});

describe('what stands where a container should be', () => {
  const once = { limitMilliseconds: 10_000, delaysMilliseconds: [] };
  const requests: ReadonlyArray<readonly [number, string, (files: Files) => Promise<unknown>]> = [
    [200, 'holds no file', (files) => files.version('a.txt')],
    [200, 'has no text', (files) => files.readText('a.txt')],
    [201, 'takes no file', async (files) => (await files.create('a.txt', undefined)).write(Buffer.from('a'))],
    [201, 'puts no file in place', async (files) => (await files.create('a.txt', undefined)).commit()],
    [202, 'removes no file', (files) => files.remove('a.txt')],
  ];
  it.each(requests)('and answers everything with %i, %s', async (status, _what, request) => {
    await withSomethingElse({ status, body: '{}' }, async (url) => {
      const files = createContainer(`${url}/reports?sig=a`, NO_CREDENTIAL, once);
      await expect(request(files)).rejects.toMatchObject({
        name: 'FilesFailure',
        code: 'NotOfStorage',
        status,
      });
    });
  });
});

const places: ReadonlyArray<readonly [string, () => Promise<Files>]> = [
  ['a folder', async () => createFolder(await folderWith({}))],
  [
    'a container',
    async () => createContainer((await containerNamed('files')).urlWith('rcwd'), NO_CREDENTIAL),
  ],
];

describe.each(places)('files in %s', (_name, placeOf) => {
  const bytes = (text: string) => Buffer.from(text);

  it('are not seen before they are whole', async () => {
    const files = await placeOf();
    const file = await files.create('a/b.txt', undefined);
    await file.write(bytes('one '));
    expect(await files.version('a/b.txt')).toBeUndefined();
    expect(await files.readText('a/b.txt')).toBeUndefined();
    await file.write(bytes('two'));
    const version = await file.commit();
    expect(await files.version('a/b.txt')).toBe(version);
    expect(await files.readText('a/b.txt')).toBe('one two');
  });

  it('stay as they were when what should replace them is given up', async () => {
    const files = await placeOf();
    const first = await files.create('b.txt', undefined);
    await first.write(bytes('one'));
    const version = await first.commit();
    const second = await files.create('b.txt', version);
    await second.write(bytes('two'));
    await second.discard();
    expect(await files.readText('b.txt')).toBe('one');
    expect(await files.version('b.txt')).toBe(version);
  });

  it('may be removed twice', async () => {
    const files = await placeOf();
    await (await files.create('c.txt', undefined)).commit();
    await files.remove('c.txt');
    await files.remove('c.txt');
    expect(await files.version('c.txt')).toBeUndefined();
  });
});

describe('a blob', () => {
  it('is refused with its first bytes where there is no right to write', async () => {
    const files = createContainer((await containerNamed('files')).urlWith('r'), NO_CREDENTIAL);
    const file = await files.create('d.txt', undefined);
    await expect(file.write(Buffer.from('o'))).rejects.toMatchObject({ name: 'FilesFailure', status: 403 });
  });

  it('is not replaced that another run has written meanwhile', async () => {
    const files = createContainer((await containerNamed('files')).urlWith('rcwd'), NO_CREDENTIAL);
    const [one, other] = [await files.create('d.txt', undefined), await files.create('d.txt', undefined)];
    await one.write(Buffer.from('one'));
    await other.write(Buffer.from('other'));
    await one.commit();
    await expect(other.commit()).rejects.toMatchObject({ name: 'FilesFailure', status: 409 });
    expect(await files.readText('d.txt')).toBe('one');
  });
});
