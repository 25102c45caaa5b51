import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Json } from './virtual-tenant.ts';

const MAIN = new URL('../main.ts', import.meta.url).pathname;
const running: Array<ChildProcess> = [];

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

interface Run {
  readonly child: ChildProcess;
  /** Resolves with everything printed so far, once it matches. */
  printed(pattern: RegExp): Promise<string>;
  readonly ended: Promise<{ readonly code: number | null; readonly output: string }>;
}

function run(...args: ReadonlyArray<string>): Run {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  let output = '';
  const looks: Array<() => void> = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      for (const look of looks) look();
    });
  }
  return {
    child,
    printed: (pattern) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (pattern.test(output)) resolve(output);
        };
        looks.push(look);
        look();
      }),
    ended: once(child, 'close').then(([code]) => ({ code: code as number | null, output })),
  };
}

describe('the simulated Graph as a command', () => {
  it('says where it listens, serves, and ends with SIGTERM', async () => {
    const graph = run('--port', '0', '--calls-per-minute', '0', '--speed', '60');
    const output = await graph.printed(/npm run host/);
    expect(output).toContain('3c9a1f0e-7b52-4d8e-9a64-1f2e5b7c8d90');
    expect(output).toContain('Authorization: Bearer simulated-graph');
    const [url] = /http:\/\/127\.0\.0\.1:\d+\/v1\.0/.exec(output) ?? [''];
    const headers = { Authorization: 'Bearer simulated-graph' };
    const list = (await (await fetch(`${url}/communications/callRecords`, { headers })).json()) as Json;
    expect(list.value).toEqual([]);
    graph.child.kill('SIGTERM');
    expect((await graph.ended).code).toBe(0);
  });

  it('ends with 2 and names every wrong argument', async () => {
    const { code, output } = await run('--port', '70000', '--speed', '0', '--calls-per-minute', 'few').ended;
    expect(code).toBe(2);
    expect(output).toContain('--port is "70000", which is not a whole number from 0 to 65535');
    expect(output).toContain('--speed is "0", which is not a number above 0');
    expect(output).toContain('--calls-per-minute is "few", which is not a number from 0');
  });

  it('ends with 1 and says why when its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const { code, output } = await run('--port', String(port)).ended;
    other.close();
    expect(code).toBe(1);
    expect(output).toMatch(
      /^listen EADDRINUSE[^\n]*--port 0, and give its address to npm run host: GRAPH_BASE_URL[^\n]*\n$/,
    );
  });

  it('explains itself', async () => {
    const { code, output } = await run('--help').ended;
    expect(code).toBe(0);
    expect(output).toContain('--calls-per-minute');
  });
});
