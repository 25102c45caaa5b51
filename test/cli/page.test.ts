/** `./callrecords page` as a process of its own, from a clone. What the archive runs is tested with the package. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { APP_TAGS, WITHOUT_PERSONS_TAG } from '../../src/cli/deployment/find-settings.ts';
import { firstLine } from './first-line.ts';
import { createMachine } from './machine.ts';

const SETTINGS = {
  // Nothing listens there: the page opens all the same, and says so.
  CallRecordStorage:
    'DefaultEndpointsProtocol=http;AccountName=nobody;AccountKey=QQ==;TableEndpoint=http://127.0.0.1:1/nobody;QueueEndpoint=http://127.0.0.1:1/nobody;',
  GRAPH_TENANT_ID: '3c9a1f0e-7b52-4d8e-9a64-1f2e5b7c8d90',
};

function startPage(...args: ReadonlyArray<string>): ChildProcess {
  const child = spawn('./callrecords', ['page', ...args], { env: { ...process.env, ...SETTINGS } });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

test('./callrecords page prints an address that opens the page, and ends at Ctrl-C', async () => {
  const page = startPage();
  const address = await firstLine(page);
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/open\/[0-9a-f]{32}$/);
  const answer = await fetch(address);
  expect(new URL(answer.url).pathname).toMatch(/^\/[0-9a-f]{32}\/$/);
  // Where storage does not answer, the page says what to do about it.
  expect(answer.status).toBe(503);
  expect(await answer.text()).toContain('./callrecords doctor');
  page.kill('SIGINT');
  expect(await once(page, 'exit')).toEqual([0, null]);
});

test('a page that ends before it prints an address is heard with what it says', async () => {
  await expect(firstLine(startPage('--port', 'none'))).rejects.toThrow(
    /^it ended with 2 .*--port is "none"/s,
  );
});

test('./callrecords page says which port is taken, and what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => {
    other.close();
  });
  await once(other, 'listening');
  const taken = (other.address() as { readonly port: number }).port;
  const page = startPage('--port', String(taken));
  if (page.stderr === null) throw new Error('it cannot be heard');
  const [said, [code]] = await Promise.all([text(page.stderr), once(page, 'exit')]);
  expect(said).toContain(`Port ${taken} cannot be listened on (EADDRINUSE). Choose another --port`);
  expect(code).toBe(3);
});

describe('./callrecords page --app', () => {
  /** The navigation of the page of an app with these tags, and the answer of the screen Person. */
  async function pageOfApp(tags: Readonly<Record<string, string>>, environment = {}) {
    const name = 'call-records-contoso';
    const place = {
      [APP_TAGS.tableEndpoint]: 'https://contosocalls.table.core.windows.net/',
      [APP_TAGS.tenantId]: SETTINGS.GRAPH_TENANT_ID,
    };
    const app = { name, resourceGroup: 'rg-contoso', tags: { ...place, ...tags }, settings: {} };
    const machine = await createMachine({ az: { apps: [app] } });
    const answer = await fetch(await firstLine(machine.serve(`page --app ${name}`, environment)));
    const [navigation = ''] = /<nav aria-label="Screens">.*?<\/nav>/s.exec(await answer.text()) ?? [];
    const screens = Array.from(navigation.matchAll(/<a href="\/[0-9a-f]{32}\/(\w*)"/g), ([, path]) => path);
    return { screens, person: (await fetch(`${answer.url}person`)).status };
  }

  test('obeys the tag of the app by which persons are left out, or the environment of the command, and shows them without it', async () => {
    const tagged = pageOfApp({ [WITHOUT_PERSONS_TAG]: 'true' });
    const untagged = pageOfApp({});
    const typed = pageOfApp({ [WITHOUT_PERSONS_TAG]: 'false' }, { PAGE_WITHOUT_PERSONS: 'true' });
    expect(await typed).toEqual({ screens: ['', 'where', 'flow'], person: 404 });
    expect(await tagged).toEqual({ screens: ['', 'where', 'flow'], person: 404 });
    expect(await untagged).toEqual({ screens: ['', 'person', 'where', 'flow'], person: 200 });
  });
});
