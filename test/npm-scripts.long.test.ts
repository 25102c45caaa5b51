/** What every npm script answers to --help and to a mistake, each in a process of its own. */

import { execFile } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };

const PROJECT = new URL('..', import.meta.url);
const { FORCE_COLOR: _, ...environment } = process.env;
const PLAIN = { ...environment, NO_COLOR: '1' };

/** As npm runs it, with arguments behind `--`. */
function run(script: string, argument: string): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      'sh',
      ['-c', `${script} ${argument}`],
      { cwd: PROJECT, env: PLAIN },
      (_, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

describe.each(Object.entries(packageJson.scripts))('npm script %s', (_name, script) => {
  test('shows its options when it is asked for help, and does nothing', async () => {
    const { code, stdout, stderr } = await run(script, '--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: npm /);
    expect(stdout).toContain('--help');
  });

  test('says in one line that an option is unknown, and how to get help', async () => {
    const { code, stdout, stderr } = await run(script, '--nonsense');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^unknown option '--nonsense'. Help: npm .* --help\n$/);
  });
});

test('npm run docs refuses to take pictures when it is to write nothing', async () => {
  const { code, stderr } = await run(packageJson.scripts.docs, '--check --pictures');
  expect(code).toBe(2);
  expect(stderr).toMatch(/^option '--check' cannot be used with option '--pictures'. Help: .*\n$/);
});

test('npm run safeguards says that no safeguard has such words', async () => {
  expect(await run(packageJson.scripts.safeguards, 'nonsense')).toEqual({
    code: 2,
    stdout: '',
    stderr: 'no safeguard has these words: nonsense. List: docs/guarantees.md\n',
  });
});

test('npm run safeguards runs those that have the words, and their proofs over the program as it is', async () => {
  const { code, stdout } = await run(packageJson.scripts.safeguards, 'all instances listen');
  expect(code).toBe(0);
  expect(stdout).toMatch(/Tests\s+2 passed/);
});
