// A Node program as a child process that never outlives this one, however this one ends.
import { type ChildProcess, spawn } from 'node:child_process';

/** A second more than exit-with-parent.ts grants the program for its own orderly end. */
const STOP_LIMIT_MS = 6_000;

/** Runs Node with these arguments; what the program prints can be read from the child. */
export function startOwned(args: ReadonlyArray<string>, env: NodeJS.ProcessEnv): ChildProcess {
  const exitWithParent = new URL('./exit-with-parent.ts', import.meta.url).href;
  return spawn(process.execPath, ['--import', exitWithParent, ...args], {
    // The channel closes with this process, and the child ends with the channel.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env,
    // A process group of its own: a Ctrl-C on the terminal is for this process, which may still need the program.
    detached: true,
    windowsHide: true,
  });
}

/** Asks the program to end, and resolves when it has ended. May be called again. */
export async function stopOwned(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.ref();
  if (child.connected) child.disconnect();
  const limit = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  await ended;
  clearTimeout(limit);
}
