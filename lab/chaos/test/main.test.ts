import { describe, expect, test } from 'vitest';
import { eventually } from '../../host/test/eventually.ts';
import { answers, type Run, startTool } from '../../start/test/npm-start-process.ts';

/** Half a minute on an idle machine; a busy one takes its time. */
const LIMIT_MS = 240_000;

const chaos = (...args: ReadonlyArray<string>) => startTool('lab/chaos/main.ts', ...args);

/** The hosts and the tables, as the run names them. */
async function addressesOf(run: Run): Promise<ReadonlyArray<string>> {
  await run.says('Tables: ');
  return run.output().match(/http:\/\/127\.0\.0\.1:\d+/g) ?? [];
}

describe('npm run chaos', () => {
  test(
    'loses nothing while hosts are killed in the middle of their work, and leaves nothing running',
    async () => {
      const run = chaos('--calls', '20', '--kill-every', '0.5');
      const addresses = await addressesOf(run);
      expect(addresses).toHaveLength(3);
      expect(await run.exitCode, run.output() + run.errors()).toBe(0);
      expect(run.output()).toMatch(/calls +20 {2}happened\n +stored +20 /);
      expect(run.output()).toMatch(
        /✔ 0 lost: the tables hold 20 calls with [\d,]+ rows, all that Graph has\.\n$/,
      );
      const [, ingests] = /\n\d+ kills? ended (\d+) ingests?\.\n/.exec(run.output()) ?? [];
      expect(Number(ingests)).toBeGreaterThan(0);
      expect(run.errors()).toBe('');
      expect(await Promise.all(addresses.map(answers))).toEqual([false, false, false]);
    },
    LIMIT_MS,
  );

  test(
    'leaves nothing running when it is killed itself',
    async () => {
      const run = chaos('--calls', '1000', '--kill-every', '0.5');
      const addresses = await addressesOf(run);
      await run.says('killed during');
      run.child.kill('SIGKILL');
      await run.exitCode;
      for (const address of addresses) await eventually(async () => !(await answers(address)));
    },
    LIMIT_MS,
  );
});
