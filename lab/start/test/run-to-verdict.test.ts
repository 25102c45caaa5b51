/** How a program ends that shows calls, whatever it is waiting for. */

import { expect, test } from 'vitest';
import { LIMIT_MS, startTool } from './npm-start-process.ts';

const WAITS_FOR_EVER = `
  import { runToVerdict } from './lab/start/run-to-verdict.ts';
  await runToVerdict(async ({ output }) => {
    setInterval(() => undefined, 1_000);
    output.write('waits');
    return await new Promise(() => undefined);
  });`;

test(
  'SIGTERM, as the second Ctrl-C, ends it although something never answers',
  async () => {
    const run = startTool('--input-type=module', '--eval', WAITS_FOR_EVER);
    await run.says('waits');
    run.child.kill('SIGTERM');
    expect(await run.exitCode, run.errors()).toBe(130);
  },
  LIMIT_MS,
);
