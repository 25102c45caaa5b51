import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { START_FILE } from '../../../src/cli/deployment/running-start.ts';
import { virtualTenant } from '../../graph/test/virtual-tenant.ts';
import { callOfAct } from '../npm-start.ts';
import { STORY } from '../story.ts';
import {
  addressesIn,
  answers,
  childOf,
  LIMIT_MS,
  PROJECT,
  start,
  startThatBuilds,
} from './npm-start-process.ts';

/** Of the start that commands ask; undefined where they ask none. Another may run in the folder of the tests. */
async function startThatIsAsked(): Promise<number | undefined> {
  const text = await readFile(join(PROJECT, START_FILE), 'utf8').catch(() => '{}');
  return JSON.parse(text).pid;
}

describe('npm start', () => {
  test(
    'shows the whole story in plain lines, loses nothing, and leaves nothing running',
    async () => {
      const run = start('--calls', '8', '--exit', '--seed', '7');
      await run.says('▸ An ordinary call');
      expect(run.output()).toMatch(/^.*\nSeed 7: .*\nStarting…\n\n {2}In your browser +http/);
      const addresses = addressesIn(run.output());
      expect(await Promise.all(addresses.map((address) => answers(address)))).toEqual([true, true]);
      const [, page = ''] = /In your browser +(\S+)/.exec(run.output()) ?? [];
      const opened = await fetch(page);
      expect(await opened.text()).toContain('<h1>');
      const [, shown] = /callrecords call ([0-9a-f]{8})/.exec(run.output()) ?? [];
      expect(await startThatIsAsked()).toBe(run.child.pid);
      await run.says('✔ An excluded meeting is withheld');
      const withheld = new URL(`call/${callOfAct(7, STORY.length - 1)}`, opened.url);
      expect(await (await fetch(withheld)).text()).toContain('This call is withheld');

      expect(await run.exitCode, run.output() + run.errors()).toBe(0);
      for (const { title } of STORY) expect(run.output()).toContain(`✔ ${title}`);
      expect(run.output()).toMatch(/\nComparing \d+ calls with the tables…\n\nVerdict/);
      expect(run.output()).toMatch(/calls +8 {2}happened\n +stored +8 /);
      expect(run.output()).toMatch(/ deleted +1 {2}.*\n +forgotten +1 {2}.*\n +withheld +1 {2}/);
      expect(run.output()).toMatch(
        /✔ 0 lost: the tables hold 8 calls with [\d,]+ rows, all that Graph has\.\n\nQuality .* 8 calls are few: 200 show all\.\n$/s,
      );
      expect(run.output()).not.toMatch(/[^\P{Cc}\n]/u);
      expect(run.errors()).toBe('');
      expect(run.output()).toMatch(new RegExp(`${shown}  peer-to-peer +2 +1 +stored v1`));
      expect(await Promise.all(addresses.map((address) => answers(address)))).toEqual([false, false]);
      expect(await startThatIsAsked()).not.toBe(run.child.pid);
    },
    LIMIT_MS,
  );

  test(
    'leaves no word of itself when Ctrl-C comes while the functions are built',
    async () => {
      const run = startThatBuilds();
      await run.says('building');
      const build = await childOf(run, 'build/bundle/main.ts');
      expect(await startThatIsAsked()).toBe(run.child.pid);
      run.child.kill('SIGINT');
      process.kill(build, 'SIGINT');
      expect(await run.exitCode, run.errors()).toBe(130);
      expect(await startThatIsAsked()).not.toBe(run.child.pid);
    },
    LIMIT_MS,
  );
});

describe.concurrent('npm start', () => {
  test(
    'plays the records of a folder, and ends with the verdict on them',
    async () => {
      const { tenant } = virtualTenant({ seed: 5 });
      const folder = await mkdtemp(join(tmpdir(), 'call-records-'));
      try {
        for (const endedAt of ['2026-09-01T10:00:00Z', '2026-11-20T10:00:00Z']) {
          const { callId } = tenant.startCall({
            kind: 'meeting',
            endedAt: new Date(endedAt),
            readableAfterSeconds: 0,
            versions: [{}],
          });
          await writeFile(join(folder, `${callId}.json`), JSON.stringify(tenant.recordOf(callId)));
        }
        const run = start('--records', folder, '--exit');
        expect(await run.exitCode, run.output() + run.errors()).toBe(0);
        expect(run.output()).toMatch(/calls +2 {2}happened\n +stored +2 /);
        expect(run.output()).toMatch(/ 0 lost: .* 2 calls with [\d,]+ rows, all that Graph has\.\n$/);
        await writeFile(join(folder, 'broken.json'), '{}');
        const refused = start('--records', folder, '--exit');
        expect(await refused.exitCode).toBe(2);
        expect(refused.errors().split('\n')).toHaveLength(6);
        expect(refused.output()).toBe('');
      } finally {
        await rm(folder, { recursive: true });
      }
    },
    LIMIT_MS,
  );

  test(
    'ends with the reason when the functions die under it',
    async () => {
      const run = start();
      await run.says('▸ An ordinary call');
      const addresses = addressesIn(run.output());
      process.kill(await childOf(run, 'lab/host/main.ts'), 'SIGKILL');
      expect(await run.exitCode).toBe(1);
      expect(run.errors()).toBe('The functions ended with SIGKILL.\n');
      expect(await Promise.all(addresses.map((address) => answers(address)))).toEqual([false, false]);
    },
    LIMIT_MS,
  );

  test(
    'ends with the reason when the functions die before they listen',
    async () => {
      const run = start();
      await run.says('In your browser');
      // The start of another process can only be polled for.
      let host: number | undefined;
      while (host === undefined) host = await childOf(run, 'lab/host/main.ts').catch(() => undefined);
      process.kill(host, 'SIGKILL');
      expect(await run.exitCode).toBe(1);
      expect(run.errors()).toBe('The functions ended with SIGKILL.\n');
    },
    LIMIT_MS,
  );

  test.each(['Starting…', 'In your browser'])(
    'ends quietly when Ctrl-C comes while it is starting, after "%s"',
    async (said) => {
      const run = start();
      await run.says(said);
      const addresses = addressesIn(run.output());
      run.child.kill('SIGINT');
      expect(await run.exitCode, run.errors()).toBe(130);
      expect(run.errors()).toBe('');
      for (const address of addresses.filter((address) => URL.canParse(address))) {
        while (await answers(address)) await new Promise((resolve) => setImmediate(resolve));
      }
    },
    LIMIT_MS,
  );

  test(
    'leaves nothing running when it is killed',
    async () => {
      const run = start();
      await run.says('▸ An ordinary call');
      const addresses = addressesIn(run.output());
      run.child.kill('SIGKILL');
      await run.exitCode;
      // The end of other processes can only be polled for.
      for (const address of addresses) {
        while (await answers(address)) await new Promise((resolve) => setImmediate(resolve));
      }
    },
    LIMIT_MS,
  );
});
