import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeStartFile } from '../start-file.ts';

const START = {
  pid: 1,
  nonce: 'a1'.repeat(8),
  statusUrl: 'http://127.0.0.1:7071/api/status',
  settings: { A: 'b' },
};

let directory: string;
let file: URL;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'start-file-'));
  file = pathToFileURL(join(directory, 'start.json'));
});

afterEach(() => rm(directory, { recursive: true }));

test('only its owner may read the file of a running start, even where an older file was open to all', async () => {
  await writeFile(file, 'left by a start that was killed', { mode: 0o644 });
  writeStartFile(START, file);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ schema: 1, ...START });
});

test('the file of a running start goes when the start ends, and never that of another start', async () => {
  const remove = writeStartFile(START, file);
  const removeOther = writeStartFile({ ...START, nonce: 'b2'.repeat(8) }, file);
  remove();
  expect(await readFile(file, 'utf8')).toContain('b2');
  removeOther();
  await expect(stat(file)).rejects.toThrow('ENOENT');
  removeOther();
});
