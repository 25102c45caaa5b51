import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/**
 * The first line that a process prints to standard output. Rejects with what it printed where it ends before: waiting for
 * the line alone would wait for ever.
 */
export async function firstLine(child: ChildProcess): Promise<string> {
  let printed = '';
  let said = '';
  child.stderr?.on('data', (data) => {
    said += data;
  });
  const line = new Promise<string>((resolve) => {
    child.stdout?.on('data', (data) => {
      printed += data;
      const end = printed.indexOf('\n');
      if (end >= 0) resolve(printed.slice(0, end));
    });
  });
  const ended = once(child, 'close').then(([code]) => {
    throw new Error(`it ended with ${code} before it printed a line: ${printed}${said}`);
  });
  return await Promise.race([line, ended]);
}
