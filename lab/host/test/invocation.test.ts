import { app } from '@azure/functions';
import { describe, expect, test } from 'vitest';
import { collectFunctions } from '../function-app.ts';
import { jsonLinesLog, lineLog } from '../logs.ts';
import { hostWorld } from './host-world.ts';
import { StandingClock } from './standing-clock.ts';

const TICK = { schedule: '0 */5 * * * *' } as const;

describe('hooks', () => {
  test('run once, at the start of the app', async () => {
    const calls: Array<string> = [];
    const { host } = await hostWorld(() => {
      app.hook.appStart(() => void calls.push('appStart'));
      app.timer('tick', { ...TICK, handler: () => void calls.push('function') });
    });
    await host.runTimer('tick');
    await host.runTimer('tick');
    await host.stop();
    expect(calls).toEqual(['appStart', 'function', 'function']);
  });

  test('around invocations are refused: this host would not run them', async () => {
    const loading = collectFunctions(() => app.hook.preInvocation(() => undefined));
    await expect(loading).rejects.toThrow('This host has no hook "preInvocation"');
  });
});

describe('the log', () => {
  test('has what a function said, and which run of it', async () => {
    const clock = new StandingClock('2026-11-23T16:55:00.123Z');
    const { host, log } = await hostWorld(
      () => {
        app.timer('tick', {
          ...TICK,
          handler: (_, context) => {
            context.log('one', { a: 1 });
            context.error(new RangeError('bad'));
          },
        });
      },
      { clock },
    );
    const { invocationId } = await host.runTimer('tick');
    const said = { time: '2026-11-23T16:55:00.123Z', source: 'function', functionName: 'tick', invocationId };
    expect(log.filter(({ source }) => source === 'function')).toEqual([
      { ...said, level: 'information', message: 'one { a: 1 }' },
      { ...said, level: 'error', message: expect.stringContaining('RangeError: bad') },
    ]);
  });

  test('has the error of a function that failed', async () => {
    const { host, log } = await hostWorld(() => {
      app.timer('tick', {
        ...TICK,
        handler: () => {
          throw new Error('as the test asked');
        },
      });
    });
    await host.runTimer('tick');
    expect(log.at(-1)).toMatchObject({
      source: 'host',
      level: 'error',
      message: expect.stringMatching(/Failed.*as the test asked/s),
    });
  });

  test('is one line an entry for users, without the details of debugging', () => {
    const lines: Array<string> = [];
    const write = lineLog((line) => lines.push(line));
    const entry = { time: '2026-11-23T16:55:00.123Z', source: 'function', functionName: 'maintain' } as const;
    write({ ...entry, level: 'information', message: 'renewed' });
    write({ ...entry, level: 'error', message: 'failed' });
    write({ ...entry, level: 'debug', message: 'detail' });
    expect(lines).toEqual([
      '[2026-11-23T16:55:00.123Z] maintain: renewed\n',
      '[2026-11-23T16:55:00.123Z] maintain: error: failed\n',
    ]);
  });

  test('is one JSON object an entry for programs', () => {
    const lines: Array<string> = [];
    const entry = {
      time: '2026-11-23T16:55:00.123Z',
      source: 'host',
      level: 'debug',
      message: 'two\nlines',
    } as const;
    jsonLinesLog((line) => lines.push(line))(entry);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toEqual(entry);
  });
});

describe('several apps in one process', () => {
  test('each have the functions registered for them', async () => {
    const one = await collectFunctions(() => app.timer('one', { ...TICK, handler: () => undefined }));
    const two = await collectFunctions(async () => {
      await Promise.resolve();
      app.timer('two', { ...TICK, handler: () => undefined });
    });
    expect([[...one.functions.keys()], [...two.functions.keys()]]).toEqual([['one'], ['two']]);
  });

  test('cannot be mistaken for each other: one is loaded at a time', async () => {
    const first = collectFunctions(async () => {
      await Promise.resolve();
      app.timer('one', { ...TICK, handler: () => undefined });
    });
    await expect(collectFunctions(() => undefined)).rejects.toThrow('one at a time');
    expect((await first).functions.size).toBe(1);
  });
});

test('an app cannot have two functions of one name, none at all, or one registered later', async () => {
  const register = (name: string) => app.timer(name, { ...TICK, handler: () => undefined });
  await expect(collectFunctions(() => ['same', 'same'].forEach(register))).rejects.toThrow('"same"');
  await expect(collectFunctions(() => undefined)).rejects.toThrow('No function');
  expect(() => register('late')).toThrow('during app startup');
});

describe('a function this host cannot run', () => {
  test('is refused at start, with all others and every reason', async () => {
    const world = hostWorld(() => {
      app.timer('fiveFields', { schedule: '*/5 * * * *', handler: () => undefined });
      app.serviceBusQueue('bus', { queueName: 'q', connection: 'c', handler: () => undefined });
      app.http('one', { route: 'calls/{id}', handler: () => ({}) });
      app.timer('fine', { ...TICK, handler: () => undefined });
    });
    await expect(world).rejects.toThrow(
      /fiveFields.*six.*\n.*bus.*serviceBusTrigger.*\n.*one: routes with parameters/,
    );
  });

  test('is left out when it is disabled', async () => {
    const { host } = await hostWorld(
      () => {
        app.timer('on', { ...TICK, handler: () => undefined });
        app.timer('off', { schedule: '*/5 * * * *', handler: () => undefined });
      },
      { settings: { 'AzureWebJobs.off.Disabled': 'true' } },
    );
    expect(host.triggers.map(({ functionName }) => functionName)).toEqual(['on']);
  });
});
