import { afterEach, expect, test, vi } from 'vitest';
import { terminal } from '../../src/cli/terminal.ts';

const { columns } = process.stderr;
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  process.stderr.columns = columns;
});

const ACCOUNT =
  'Account contosocalls, tenant 3c9a1f0e-7b52-4d8e-9a64-1f2e5b7c8d90, from local.settings.json.\n';

test('what is said is wrapped where the terminal of the user ends, and never where a program reads', () => {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  process.stderr.columns = 60;
  terminal.say(ACCOUNT);
  process.stderr.columns = undefined as unknown as number;
  terminal.say(ACCOUNT);
  expect(write.mock.calls.map(([text]) => text)).toEqual([
    'Account contosocalls, tenant\n3c9a1f0e-7b52-4d8e-9a64-1f2e5b7c8d90, from\nlocal.settings.json.\n',
    ACCOUNT,
  ]);
});

test('what takes long says every ten seconds in a pipe how far it is, if it got on', async () => {
  vi.useFakeTimers();
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  await terminal.during(async (show) => {
    show('1 call looked at');
    await vi.advanceTimersByTimeAsync(9_000);
    show('640 calls looked at');
    await vi.advanceTimersByTimeAsync(21_000);
    show('700 calls looked at');
    await vi.advanceTimersByTimeAsync(1_000);
  });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(write.mock.calls).toEqual([['… 640 calls looked at\n']]);
});
