/** A machine on which `./callrecords` runs: a folder of its own, an Azure CLI or none, and no settings but those given. */

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { runCommandLine } from '../../src/cli/run-command-line.ts';
import { safeText } from '../../src/wording/safe-text.ts';
import type { Directory } from '../infra/fake-az.ts';

const run = promisify(execFile);
const CALLRECORDS = resolve('callrecords');

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

type Settings = Readonly<Record<string, string | undefined>>;

export interface Machine {
  readonly folder: string;
  /** Types `./callrecords` in the folder. */
  callrecords(args: string, settings?: Settings): Promise<Ended>;
  /** The same as a process of its own. */
  start(args: string, settings?: Settings): Promise<Ended>;
  /** The same, of a command that goes on until the test is over. */
  serve(args: string, settings?: Readonly<Record<string, string>>): ChildProcess;
  write(file: string, content: string | Uint8Array): Promise<void>;
  /** The commands that the Azure CLI was given. */
  azCalls(): Promise<ReadonlyArray<string>>;
}

export interface MachineOptions {
  /** What the Azure CLI knows; without it there is no Azure CLI. */
  readonly az?: Partial<Directory>;
}

/** A machine that is gone when the test is over. */
export async function createMachine({ az }: MachineOptions = {}): Promise<Machine> {
  const folder = await mkdtemp(join(tmpdir(), 'callrecords-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const directory: Directory = {
    signedInTo: '3c9a1f0e-7b52-4d8e-9a64-1f2e5b7c8d90',
    mayGrant: false,
    identities: {},
    apps: [],
    groups: [],
    calls: [],
    ...az,
  };
  const directoryFile = join(folder, 'directory.json');
  await writeFile(directoryFile, JSON.stringify(directory));
  // The machine that runs the tests may have a real az.
  const programs = join(folder, 'programs');
  await run('mkdir', [programs]);
  await symlink(process.execPath, join(programs, 'node'));
  for (const tool of ['dirname', 'readlink', 'head']) {
    await symlink((await run('which', [tool])).stdout.trim(), join(programs, tool));
  }
  if (az !== undefined) {
    const path = join(programs, 'az');
    await writeFile(path, `#!/bin/sh\nexec node "${resolve('test/infra/fake-az.ts')}" "$@"\n`);
    await chmod(path, 0o755);
  }
  const environment = { HOME: folder, PATH: programs, FAKE_AZ_DIRECTORY: directoryFile };
  return {
    folder,
    async callrecords(args, settings = {}) {
      const text = { stdout: '', stderr: '' };
      const code = await runCommandLine(args.split(' '), {
        environment: { ...environment, ...settings },
        directory: folder,
        terminal: {
          columns: undefined,
          async print(more) {
            text.stdout += safeText(more);
          },
          say(more) {
            text.stderr += safeText(more);
          },
          typed: (text) => text,
          ask: async () => undefined,
          during: (work) => work(() => undefined),
        },
      });
      return { code, ...text };
    },
    async start(args, settings = {}) {
      const env = { ...environment, ...settings };
      try {
        const { stdout, stderr } = await run(CALLRECORDS, args.split(' '), { cwd: folder, env });
        return { code: 0, stdout, stderr };
      } catch (error) {
        const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
        return { code, stdout, stderr };
      }
    },
    serve(args, settings = {}) {
      const child = spawn(CALLRECORDS, args.split(' '), {
        cwd: folder,
        env: { ...environment, ...settings },
      });
      onTestFinished(() => {
        child.kill('SIGKILL');
      });
      return child;
    },
    write: (file, content) => writeFile(join(folder, file), content),
    async azCalls() {
      const { calls } = JSON.parse(await readFile(directoryFile, 'utf8')) as Directory;
      return calls.map((call) => call.join(' '));
    },
  };
}
