/** `npm start` as a process of its own, for tests that look at it from outside. */

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll } from 'vitest';

/** The directory that holds package.json. */
export const PROJECT = fileURLToPath(new URL('../../../', import.meta.url));
/** The story takes 15 s, its longest call as long again; a busy machine takes its time. */
export const LIMIT_MS = 120_000;

export interface Run {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly errors: () => string;
  readonly exitCode: Promise<number | null>;
  /** Resolves when the output holds the text. */
  readonly says: (text: string) => Promise<void>;
}

const children: Array<ChildProcess> = [];
afterAll(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

export function start(...args: ReadonlyArray<string>): Run {
  return startTool(...PROGRAM, ...args);
}

const PROGRAM = ['--require', './build/jsx-sources.ts', 'lab/start/main.ts', '--port', '0'];

/** As `npm start` begins, with a build that says `building` and never ends. */
export function startThatBuilds(): Run {
  const waits =
    'if (process.argv[1].endsWith("build/bundle/main.ts")) { console.log("building"); await new Promise(() => setInterval(() => {}, 1e3)); }';
  return startToolIn(
    {
      npm_lifecycle_event: 'start',
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(waits)}`,
    },
    ...PROGRAM,
  );
}

/** Runs one of the project's programs. */
export function startTool(...args: ReadonlyArray<string>): Run {
  return startToolIn({}, ...args);
}

/** The same with more in its environment. */
export function startToolIn(more: NodeJS.ProcessEnv, ...args: ReadonlyArray<string>): Run {
  const { FORCE_COLOR: _, ...env } = process.env;
  const child = spawn(process.execPath, [...args], {
    cwd: PROJECT,
    env: { ...env, ...more },
  });
  children.push(child);
  let output = '';
  let errors = '';
  const listeners = new Set<() => void>();
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    for (const listener of listeners) listener();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const exitCode = once(child, 'close').then(([code]) => code as number | null);
  return {
    child,
    output: () => output,
    errors: () => errors,
    exitCode,
    says: async (text) => {
      const said = new Promise<void>((resolve) => {
        const look = () => (output.includes(text) ? resolve() : undefined);
        listeners.add(look);
        look();
      });
      const over = exitCode.then(() => {
        if (!output.includes(text)) throw new Error(`ended without "${text}":\n${output}\n${errors}`);
      });
      await Promise.race([said, over]);
    },
  };
}

/** The health of the functions and the storage emulator, as the output names them. */
export function addressesIn(output: string): ReadonlyArray<string> {
  const health = /Health +(\S+)/.exec(output)?.[1] ?? '';
  const port = /Azurite on the ports (\d+)/.exec(output)?.[1] ?? '';
  return [health, `http://127.0.0.1:${port}`];
}

/** Another program may have the port by now, and be silent. */
const ANSWERS_WITHIN_MS = 10_000;

/** Whether something answers there, in time. */
export async function answers(url: string, withinMs = ANSWERS_WITHIN_MS): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(withinMs) }).then(
    () => true,
    () => false,
  );
}

/** The process that a run started with this in its command line. */
export async function childOf({ child }: Run, command: string): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,command=']);
  for (const line of stdout.split('\n')) {
    const [pid, parent] = line.trim().split(/\s+/).map(Number);
    if (parent === child.pid && line.includes(command) && pid !== undefined) return pid;
  }
  throw new Error(`no child runs ${command}:\n${stdout}`);
}
