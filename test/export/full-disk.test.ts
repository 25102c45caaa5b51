/** `./callrecords export` into a folder that becomes full, and one in which a run was killed. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, readFileSync } from 'node:fs';
import files, { utimes } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { testTerminal } from '../cli/command-in-test.ts';
import { folderWith } from '../cli/folder-with.ts';
import { createSimulatedStore } from '../store/simulated-store.ts';

const DAY = '2026-11-23';

/** Files whose paths are so have no room: what is written goes to the device that is always full. */
function fillUp(paths: RegExp): void {
  const { open } = files;
  files.open = async (path, ...how) => {
    const file = await open(path, ...how);
    if (!paths.test(String(path))) return file;
    await file.close();
    return await open('/dev/full', 'w');
  };
  syncBuiltinESMExports();
  onTestFinished(() => makeRoom(open));
}

function makeRoom(open: typeof files.open): void {
  files.open = open;
  syncBuiltinESMExports();
}

async function exporting() {
  const store = createSimulatedStore();
  await store.store(store.startCall({ kind: 'meeting', endedAt: new Date(`${DAY}T08:00:00Z`) }));
  const folder = await folderWith({});
  const run = () => testTerminal(store).run(`export --from ${DAY} --to ${DAY} --format csv --out ${folder}`);
  return { store, folder, run };
}

function unfinished(folder: string): ReadonlyArray<string> {
  return globSync(`${folder}/**/*.unfinished`);
}

describe('an export into a folder that becomes full', () => {
  it.each([
    ['the first file', '_export.json'],
    ['the rows', 'part-0.csv'],
    ['the mark', '_day.json'],
  ])(
    'says so and what to do when %s does not fit, leaves nothing half written, and goes on once there is room',
    async (_what, name) => {
      const { folder, run } = await exporting();
      const { open } = files;
      fillUp(new RegExp(`${name.replace('.', '\\.')}\\..*unfinished$`));
      const { code, err } = await run();
      expect(code).toBe(3);
      expect(err).toMatch(
        /ENOSPC\. The disk is full, or its quota is used up\. Free some space, or give another --out\./,
      );
      expect(err).toContain('Then type the same command again');
      expect(err.trim().split('\n')).toHaveLength(1);
      expect(unfinished(folder)).toEqual([]);
      makeRoom(open);
      expect((await run()).code).toBe(0);
      expect((await run()).out).toContain('5 unchanged');
    },
  );
});

describe('an export into a folder in which a run was killed', () => {
  it('writes the day whole, and removes what the killed run left once it is an hour old', async () => {
    const { folder, run } = await exporting();
    await runUntil('SIGKILL', folder);
    const left = unfinished(folder);
    expect(left).toHaveLength(5);
    expect(globSync(`${folder}/*/*/part-0.csv`)).toEqual([]);
    expect(left.some((path) => readFileSync(path).byteLength > 0)).toBe(true);
    const { code, out } = await run();
    expect(code).toBe(0);
    expect(out).toContain('5 written');
    expect([...unfinished(folder)].sort()).toEqual([...left].sort());
    const twoHoursAgo = new Date(Date.now() - 7_200_000);
    for (const path of left) await utimes(path, twoHoursAgo, twoHoursAgo);
    expect((await run()).out).toContain('5 unchanged');
    expect(unfinished(folder)).toEqual([]);
  });
});

it('an export that the user ends with Ctrl-C leaves nothing half written', async () => {
  const { folder } = await exporting();
  expect(await runUntil('SIGINT', folder)).toBe('SIGINT');
  expect(globSync(`${folder}/*/*/*`)).toEqual([]);
});

/** Resolves with the signal that ended an export which was half-way. */
async function runUntil(signal: NodeJS.Signals, folder: string): Promise<unknown> {
  const program = fileURLToPath(new URL('./killed-run.ts', import.meta.url));
  const child = spawn(process.execPath, [program, folder, DAY], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  child.kill(signal);
  const [, ended] = await once(child, 'exit');
  return ended;
}

it('forget --export onto a disk that is full says so, and leaves no file that would look like all', async () => {
  const { store, folder } = await exporting();
  const [participant] = store.tables.rows('Participants');
  const file = `${folder}/held.jsonl`;
  fillUp(/held\.jsonl$/);
  const { code, err } = await testTerminal(store).run(
    `forget --user ${participant?.cells.IdentityId?.value} --export ${file}`,
  );
  expect([code, err]).toEqual([
    2,
    `--export ${file} does not fit on the disk. Nothing was exported: name another file\n`,
  ]);
  expect(globSync(`${folder}/*`)).toEqual([]);
});
