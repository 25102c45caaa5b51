import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { virtualTenant } from '../../graph/test/virtual-tenant.ts';
import { callOfAct } from '../npm-start.ts';
import { STORY } from '../story.ts';
import { addressesIn, answers, childOf, LIMIT_MS, PROJECT, start } from './npm-start-process.ts';

const START_FILE = join(PROJECT, '.callrecords-start.json');

describe('npm start', () => {
  test(
    'shows the whole story in plain lines, loses nothing, and leaves nothing running',
    async () => {
      const run = start('--calls', '8', '--exit', '--seed', '7');
      await run.says('▸ An ordinary call');
      const addresses = addressesIn(run.output());
      expect(await Promise.all(addresses.map(answers))).toEqual([true, true]);
      const [, page = ''] = /In your browser +(\S+)/.exec(run.output()) ?? [];
      const opened = await fetch(page);
      expect(await opened.text()).toContain('<h1>');
      const [, shown] = /callrecords call ([0-9a-f]{8})/.exec(run.output()) ?? [];
      expect(JSON.parse(await readFile(START_FILE, 'utf8'))).toMatchObject({ pid: run.child.pid });
      await run.says('✔ An excluded meeting is withheld');
      const withheld = new URL(`call/${callOfAct(7, STORY.length - 1)}`, opened.url);
      expect(await (await fetch(withheld)).text()).toContain('This call is withheld');

      expect(await run.exitCode, run.output() + run.errors()).toBe(0);
      for (const { title } of STORY) expect(run.output()).toContain(`✔ ${title}`);
      expect(run.output()).toMatch(/calls +8 {2}happened\n +stored +8 /);
      expect(run.output()).toMatch(/ deleted +1 {2}.*\n +forgotten +1 {2}.*\n +withheld +1 {2}/);
      expect(run.output()).toMatch(
        /✔ 0 lost: the tables hold 8 calls with [\d,]+ rows, all that Graph has\.\n\nQuality .* 8 calls are few: 200 show all\.\n$/s,
      );
      expect(run.output()).not.toMatch(/[^\P{Cc}\n]/u);
      expect(run.errors()).toBe('');
      expect(run.output()).toMatch(new RegExp(`${shown}  peer-to-peer +2 +1 +stored v1`));
      expect(await Promise.all(addresses.map(answers))).toEqual([false, false]);
      await expect(access(START_FILE)).rejects.toThrow('ENOENT');
    },
    LIMIT_MS,
  );
});

describe.concurrent('npm start', () => {
  test(
    'plays exported records, and ends with the verdict at Ctrl-C',
    async () => {
      const records = await mkdtemp(join(tmpdir(), 'call-records-'));
      try {
        for (const [name, record] of exportedRecords()) await writeFile(join(records, name), record);
        const run = start('--records', records);
        await run.says('no more calls');
        run.child.kill('SIGINT');
        expect(await run.exitCode, run.output() + run.errors()).toBe(0);
        expect(run.output()).toMatch(/calls +2 {2}happened\n +stored +2 /);
        expect(run.output()).toMatch(/ 0 lost: .* 2 calls with [\d,]+ rows, all that Graph has\.\n$/);
      } finally {
        await rm(records, { recursive: true });
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
      expect(await Promise.all(addresses.map(answers))).toEqual([false, false]);
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

  test(
    'says in one line with a command why a folder cannot be played, and starts nothing',
    async () => {
      const missing = join(PROJECT, 'lab/start/test/missing');
      const run = start('--records', missing);
      expect(await run.exitCode).toBe(2);
      expect(run.errors()).toMatch(/^.* does not exist\. To see what is there: ls -l .*\n$/);
      expect(run.output()).toBe('');
    },
    LIMIT_MS,
  );
});

/** Two calls of another tenant, one of them older than Graph would show. */
function exportedRecords(): ReadonlyArray<readonly [name: string, record: string]> {
  const { tenant } = virtualTenant({ seed: 5 });
  const endedAt = new Date('2026-09-01T10:00:00Z');
  const meeting = tenant.startCall({ kind: 'meeting', readableAfterSeconds: 0, versions: [{}] });
  const old = tenant.startCall({ kind: 'peer-to-peer', endedAt, readableAfterSeconds: 0, versions: [{}] });
  return [
    ['meeting.json', JSON.stringify(tenant.recordOf(meeting.callId))],
    ['old.json', JSON.stringify({ value: [tenant.recordOf(old.callId)] })],
  ];
}
