/** `./callrecords doctor` and `./callrecords status` as users start them. */

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checks } from '../../../src/cli/doctor/checks/index.ts';
import { createMachine } from '../machine.ts';
import { deployment } from './deployment.ts';

test('doctor shows a fault with its remedy, as text and as JSON with a line a check, and ends with exit code 1', async () => {
  const { settings, close } = await deployment();
  const { callrecords, start } = await createMachine();
  // The deployment lives in virtual time, the command in real time: for it the timers have long been silent.
  const report = await start('doctor', settings);
  expect(report).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^Account .+, tenant .+, from the environment\.\n$/),
  });
  expect(report.stdout).toMatch(/✖ FAIL {2}Call records: timer maintain {2}\(pipeline\)/);
  expect(report.stdout).toMatch(/\d FAILED, \d+ not checked, \d+ unknown, \d+ passed\.\n$/);
  // No terminal, no colours.
  expect(report.stdout).not.toContain('\u001b');
  expect((await start('doctor', { ...settings, FORCE_COLOR: '1' })).stdout).toContain('\u001b[31m');

  const { code, stdout } = await callrecords('doctor --json', settings);
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
  const { callrecords } = await createMachine();
  // In the minute between the start and the first run of maintain.
  const { code, stdout } = await callrecords('doctor', settings);
  expect(stdout).toMatch(/Nothing failed: \d+ unknown, \d+ passed\.\n$/);
  expect(code).toBe(0);
  await close();
});

test('doctor reads local.settings.json, and names the mistakes in it', async () => {
  const { callrecords, folder, write } = await createMachine();
  await write('local.settings.json', JSON.stringify({ Values: { GRAPH_TENANT_ID: 'no tenant' } }));
  const wrong = await callrecords('doctor --json');
  expect(wrong).toMatchObject({ code: 1, stderr: 'Settings, from local.settings.json.\n' });
  expect(JSON.parse(wrong.stdout.split('\n')[0] ?? '')).toMatchObject({
    check: 'settings',
    status: 'fail',
    evidence: expect.stringContaining('GRAPH_TENANT_ID must be a tenant id'),
  });
  await write('local.settings.json', '{');
  expect(await callrecords('doctor')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(join(folder, 'local.settings.json')),
  });
});

test('doctor --webhook tries another address than the settings name, and refuses what is not an address', async () => {
  const { settings, webhook, close } = await deployment();
  const { callrecords } = await createMachine();
  const { stdout } = await callrecords(`doctor --json --webhook ${webhook.origin}`, {
    ...settings,
    WEBHOOK_BASE_URL: 'http://127.0.0.1:9',
  });
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.find(({ check }) => check === 'notifications')).toMatchObject({ status: 'pass' });
  expect(await callrecords('doctor --webhook calls.contoso.example', settings)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--webhook is "calls.contoso.example", which is not an https address'),
  });
  await close();
});

test('doctor --help says what it does; an unknown option is named and ends with exit code 2', async () => {
  const { callrecords } = await createMachine();
  expect(await callrecords('doctor --help')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('./callrecords doctor'),
  });
  expect(await callrecords('doctor --fix')).toMatchObject({
    code: 2,
    stderr: "unknown option '--fix'. Help: ./callrecords doctor --help\n",
  });
});

test('status shows what the tables say, and no program that happens to answer at the address in the settings', async () => {
  const { settings, close } = await deployment();
  const { callrecords } = await createMachine();
  const { code, stdout } = await callrecords('status --json', settings);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ status: 'unhealthy', state: { newDeadLetters: 0 } });

  const told = await callrecords('status', settings);
  // The rows are of virtual time, long ago: the timers have been silent since.
  expect(told).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^UNHEALTHY: \d+ reasons\n\n(.*\n)+✖ maintainNotSucceeding\n/),
    stderr: expect.stringContaining('As the tables say.\n'),
  });
  await close();
});
