/** `./callrecords doctor` and `./callrecords status` as users start them. */

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { checks } from '../../../src/cli/doctor/checks/index.ts';
import { deployment } from './deployment.ts';

const run = promisify(execFile);
const CALLRECORDS = resolve('callrecords');

type Settings = Readonly<Record<string, string | undefined>>;

const doctor = (settings: Settings, args: ReadonlyArray<string> = [], cwd = process.cwd()) =>
  callrecords(settings, ['doctor', ...args], cwd);

async function callrecords(settings: Settings, args: ReadonlyArray<string>, cwd = process.cwd()) {
  try {
    const { stdout, stderr } = await run(CALLRECORDS, args, {
      cwd,
      env: { ...process.env, ...settings },
    });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

test('doctor shows a fault with its remedy, as text and as JSON with a line a check, and ends with exit code 1', async () => {
  const { settings, close } = await deployment();
  // The deployment lives in virtual time, the command in real time: for it the timers have long been silent.
  const report = await doctor(settings);
  expect(report).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^Account .+, tenant .+, from the environment\.\n$/),
  });
  expect(report.stdout).toMatch(/✖ FAIL {2}Call records: timer maintain {2}\(pipeline\)/);
  expect(report.stdout).toMatch(/\d FAILED, \d+ not checked, \d+ unknown, \d+ passed\.\n$/);
  // No terminal, no colours.
  expect(report.stdout).not.toContain('\u001b');
  expect((await doctor({ ...settings, FORCE_COLOR: '1', NO_COLOR: undefined })).stdout).toContain(
    '\u001b[31m',
  );

  const { code, stdout } = await doctor(settings, ['--json']);
  expect(code).toBe(1);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.map(({ check }) => check)).toEqual(checks.map(({ id }) => id));
  expect(lines.find(({ check }) => check === 'maintain')).toMatchObject({
    about: 'Call records',
    title: 'timer maintain',
    status: 'fail',
    kind: 'pipeline',
    evidence: expect.stringContaining('last succeeded'),
    remedy: expect.any(String),
  });
  await close();
});

test('doctor ends with exit code 0 when nothing has failed, and counts what is unknown', async () => {
  const { settings, close } = await deployment({ hasRun: false });
  // In the minute between the start and the first run of maintain.
  const { code, stdout } = await doctor(settings);
  expect(stdout).toMatch(/Nothing failed: \d+ unknown, \d+ passed\.\n$/);
  expect(code).toBe(0);
  await close();
});

test('doctor reads local.settings.json, and names the mistakes in it', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'doctor-'));
  const file = join(directory, 'local.settings.json');
  await writeFile(file, JSON.stringify({ Values: { GRAPH_TENANT_ID: 'no tenant' } }));
  const wrong = await doctor({}, ['--json'], directory);
  expect(wrong).toMatchObject({ code: 1, stderr: 'Settings, from local.settings.json.\n' });
  expect(JSON.parse(wrong.stdout.split('\n')[0] ?? '')).toMatchObject({
    check: 'settings',
    status: 'fail',
    evidence: expect.stringContaining('GRAPH_TENANT_ID must be a tenant id'),
  });
  await writeFile(file, '{');
  expect(await doctor({}, [], directory)).toMatchObject({ code: 2, stderr: expect.stringContaining(file) });
  await rm(directory, { recursive: true });
});

test('doctor --webhook tries another address than the settings name, and refuses what is not an address', async () => {
  const { settings, webhook, close } = await deployment();
  const { stdout } = await doctor({ ...settings, WEBHOOK_BASE_URL: 'http://127.0.0.1:9' }, [
    '--json',
    '--webhook',
    webhook.origin,
  ]);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.find(({ check }) => check === 'notifications')).toMatchObject({ status: 'pass' });
  expect(await doctor(settings, ['--webhook', 'calls.contoso.example'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--webhook is "calls.contoso.example", which is not an https address'),
  });
  await close();
});

test('doctor --help says what it does; an unknown option is named and ends with exit code 2', async () => {
  expect(await doctor({}, ['--help'])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('./callrecords doctor'),
  });
  expect(await doctor({}, ['--fix'])).toMatchObject({
    code: 2,
    stderr: "unknown option '--fix'. Help: ./callrecords doctor --help\n",
  });
});

test('status shows what the tables say, and no program that happens to answer at the address in the settings', async () => {
  const { settings, close } = await deployment();
  const { code, stdout } = await callrecords(settings, ['status', '--json']);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ status: 'unhealthy', state: { newDeadLetters: 0 } });

  const told = await callrecords(settings, ['status']);
  // The rows are of virtual time, long ago: the timers have been silent since.
  expect(told).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^UNHEALTHY: \d+ reasons\n\n(.*\n)+✖ maintainNotSucceeding\n/),
    stderr: expect.stringContaining('As the tables say.\n'),
  });
  await close();
});
