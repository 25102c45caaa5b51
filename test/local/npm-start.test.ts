import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { addressesIn, answers, buildFunctions, LIMIT_MS, PROJECT, start } from './npm-start-process.ts';

beforeAll(buildFunctions, LIMIT_MS);

describe('npm start', () => {
  test(
    'shows the whole story in plain lines, loses nothing, and leaves nothing running',
    async () => {
      const run = start('--calls', '8', '--exit', '--seed', '7');
      await run.says('act 1 of 6');
      const addresses = addressesIn(run.output());
      expect(await Promise.all(addresses.map(answers))).toEqual([true, true]);

      expect(await run.exitCode, run.output() + run.errors()).toBe(0);
      for (const act of [1, 2, 3, 4, 5, 6]) expect(run.output()).toContain(`seen ${act} of 6`);
      expect(run.output()).toMatch(/calls +8 {2}happened\n +stored +8 /);
      expect(run.output()).toMatch(/✔ 0 lost: the tables hold all of it, 8 calls with \d+ rows\.\n$/);
      expect(run.output()).not.toMatch(/[^\P{Cc}\n]/u);
      expect(run.errors()).toBe('');
      expect(await Promise.all(addresses.map(answers))).toEqual([false, false]);
    },
    LIMIT_MS,
  );

  test(
    'leaves nothing running when it is killed',
    async () => {
      const run = start();
      await run.says('act 1 of 6');
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
    'names every bad file of a folder, and starts nothing',
    async () => {
      const run = start('--records', join(PROJECT, 'test/local'));
      expect(await run.exitCode).toBe(2);
      expect(run.errors()).toContain('holds no .json file');
      expect(run.output()).toBe('');
    },
    LIMIT_MS,
  );
});
