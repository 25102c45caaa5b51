import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { START_FILE } from '../../../src/cli/deployment/running-start.ts';
import { writeStartFile } from '../start-file.ts';

const RUNNING = { statusUrl: 'http://127.0.0.1:7071/api/status', settings: { A: 'b' } };
/** More than any system gives. */
const DEAD_PID = 2 ** 30;
/** A process that lives for as long as this one. */
const OTHER = { schema: 1, pid: process.ppid, nonce: 'b2'.repeat(8) };
const STARTING = { ...OTHER, startingUntil: '9999-01-01T00:00:00Z' };

let directory: string;
let folder: URL;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'start-file-'));
  folder = pathToFileURL(`${directory}/`);
});

afterEach(() => rm(directory, { recursive: true }));

const read = async () => JSON.parse(await readFile(join(directory, START_FILE), 'utf8')) as unknown;
const write = (content: object) => writeFile(join(directory, START_FILE), JSON.stringify(content));

test('only its owner may read the file of a start, even where an older file was open to all', async () => {
  await writeFile(join(directory, START_FILE), 'left by a start that was killed', { mode: 0o644 });
  const { nonce, answersAt } = await writeStartFile(folder);
  const own = { schema: 1, pid: process.pid, nonce };
  expect(await read()).toEqual({ ...own, startingUntil: expect.any(String) });
  answersAt(RUNNING);
  expect((await stat(join(directory, START_FILE))).mode & 0o777).toBe(0o600);
  expect(await read()).toEqual({ ...own, ...RUNNING });
});

test('the file of a start goes when the start ends, and never that of another start', async () => {
  const { answersAt, remove } = await writeStartFile(folder);
  answersAt(RUNNING);
  await write(STARTING);
  remove();
  expect(await read()).toEqual(STARTING);
  answersAt(RUNNING);
  remove();
  await expect(read()).rejects.toThrow('ENOENT');
  remove();
});

test('a start that ends leaves the file to the one that answered before, if that one lives', async () => {
  const other = { ...OTHER, ...RUNNING };
  const dead = { ...other, pid: DEAD_PID, nonce: 'c3'.repeat(8) };
  for (const [before, after] of [
    [other, other],
    [{ ...dead, former: other }, other],
    [
      { ...other, former: dead },
      { ...other, former: dead },
    ],
  ]) {
    await write(before as object);
    const { answersAt, remove } = await writeStartFile(folder);
    // That one may have answered since this one looked.
    await write(before as object);
    answersAt(RUNNING);
    expect(await read()).toMatchObject({ pid: process.pid, former: after });
    remove();
    expect(await read()).toEqual(after);
  }
  await write(dead);
  const { answersAt, remove } = await writeStartFile(folder);
  answersAt(RUNNING);
  remove();
  await expect(read()).rejects.toThrow('ENOENT');
});

test('a start leaves the file to another one that is starting, until its own functions answer', async () => {
  await write(STARTING);
  const { nonce, answersAt } = await writeStartFile(folder);
  expect(await read()).toEqual(STARTING);
  answersAt(RUNNING);
  expect(await read()).toMatchObject({ nonce });
});

test('a start takes the place of one that was killed while it was starting', async () => {
  await write({ ...STARTING, startingUntil: '2026-11-23T08:00:00Z' });
  const { nonce } = await writeStartFile(folder);
  expect(await read()).toMatchObject({ nonce });
});
