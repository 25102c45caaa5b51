/** What npm scripts have in common: their command line, and the functions that some of them run. */

import { spawnSync } from 'node:child_process';
import { readArguments } from '../src/cli/command-line.ts';
import { EXIT } from '../src/cli/exit.ts';
import type { Format, Given, Options, Syntax } from '../src/cli/syntax.ts';

/** A shell's code for a program that Ctrl-C ended. */
export const EXIT_INTERRUPTED = 130;

/** What was given to the script. One that was asked for help, or asked wrongly, says so and ends here. */
export function givenToScript<const Declared extends Options, Operand>(
  syntax: Syntax<Declared, Operand>,
): Given<Declared, Operand> {
  const reading = readArguments(syntax, process.argv.slice(2));
  if (reading.kind === 'read') return reading.given;
  if (reading.kind === 'help') {
    process.stdout.write(reading.text);
    process.exit(EXIT.done);
  }
  process.stderr.write(reading.text);
  process.exit(EXIT.askedWrongly);
}

/** The format of a count, a seed or a port. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): Format<number> {
  const upTo = most === Number.MAX_SAFE_INTEGER ? '' : ` to ${most}`;
  return {
    expected: `a whole number from ${least}${upTo}`,
    read(text) {
      const value = Number(text);
      const isRight = /^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least && value <= most;
      return isRight ? value : undefined;
    },
  };
}

/**
 * Builds the functions for this npm script, as `npm run build` does. It is called once the options are read: help does
 * nothing.
 */
export function buildFunctionsFor(script: 'host' | 'start' | 'chaos' | 'bench'): void {
  // Other programs that start the script's program have built the functions, or have other ones.
  if (process.env.npm_lifecycle_event !== script) return;
  const project = new URL('../', import.meta.url);
  const build = ['build/bundle/main.ts', '--quiet'];
  const { status, signal } = spawnSync(process.execPath, build, { cwd: project, stdio: 'inherit' });
  // Ctrl-C is meant for both.
  if (signal === 'SIGINT') process.exit(EXIT_INTERRUPTED);
  if (status !== 0) process.exit(EXIT.foundWrong);
}
