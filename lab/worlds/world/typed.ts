/** Command lines that operators type: the real commands, each in a process of its own that may end as an instance may. */

import { readCommand } from '../../../src/cli/command-line.ts';
import { EXIT, type ExitCode } from '../../../src/cli/exit.ts';
import { explainFailure } from '../../../src/cli/explain-failure.ts';
import { exportCommand } from '../../../src/cli/export/export.ts';
import { deadLetters } from '../../../src/cli/operating/dead-letters.ts';
import { rebuild } from '../../../src/cli/operating/rebuild.ts';
import { replay } from '../../../src/cli/operating/replay.ts';
import { retention } from '../../../src/cli/operating/retention.ts';
import { verify } from '../../../src/cli/operating/verify.ts';
import { exclude } from '../../../src/cli/privacy/exclude.ts';
import { excludeLift } from '../../../src/cli/privacy/exclude-lift.ts';
import { forget, type NewFile } from '../../../src/cli/privacy/forget.ts';
import type { Given } from '../../../src/cli/syntax.ts';
import { parseTenantId } from '../../../src/language/identifiers.ts';
import { createStore } from '../../../src/rows/store.ts';
import { hearTime } from '../../../src/status/service-clock.ts';
import { SILENT_TERMINAL } from '../../silent-terminal.ts';
import { Instance } from './instance.ts';
import { Wire } from './wire.ts';
import type { SimulatedWorld } from './world.ts';

/** The storage account, which commands that change much want to be named. */
export const ACCOUNT = 'contosocalls';

const PROGRAM = {
  name: './callrecords',
  summary: '',
  details: '',
  commands: [deadLetters, exclude, excludeLift, exportCommand, forget, rebuild, replay, retention, verify],
};

/** Where the process ended or storage did not answer, the same is typed again. */
const TYPED_AGAIN_AFTER_MS = 60_000;

interface Output {
  /** Takes what the command prints, each time that it is typed. */
  readonly print?: (text: string) => void;
  /** The file into which --export writes. */
  readonly create?: NewFile['create'];
}

/** Types `./callrecords` with these words until it has reached what it needs. */
export async function type(
  world: SimulatedWorld,
  words: ReadonlyArray<string>,
  output: Output = {},
): Promise<ExitCode> {
  const { time, journal } = world;
  for (;;) {
    journal.news('operator', () => `types ${words.join(' ')}`);
    const code = await runOnce(world, words, output);
    if (code !== undefined && code !== EXIT.unreachable) return code;
    await time.sleep(TYPED_AGAIN_AFTER_MS);
  }
}

/** Undefined when the process ended. */
async function runOnce(
  world: SimulatedWorld,
  words: ReadonlyArray<string>,
  output: Output,
): Promise<ExitCode | undefined> {
  const { activities, commands, time } = world;
  const process = new Instance(`command ${time.turns}`, time, [], world.operatorAheadMilliseconds);
  const ended = new Promise<undefined>((resolve) => {
    process.whenDead(() => {
      activities.endAll(process);
      resolve(undefined);
    });
  });
  commands.add(process);
  const run = activities.run('command', process, {}, () => perform(world, process, words, output));
  try {
    return await Promise.race([run, ended]);
  } finally {
    commands.delete(process);
  }
}

async function perform(
  world: SimulatedWorld,
  process: Instance,
  words: ReadonlyArray<string>,
  output: Output,
): Promise<ExitCode> {
  const { tenant, tables, queue, time, accidentOf } = world;
  const reading = readCommand(PROGRAM, words);
  const tenantId = parseTenantId(tenant.tenantId);
  if (reading.kind !== 'read' || tenantId === undefined) throw new Error(`${words.join(' ')} is no command`);
  const { command, given } = reading;
  if (command.needs !== 'store') throw new Error(`${command.name} needs more than the tables`);
  const { clock } = process;
  const random = world.random.fork('typed', time.turns);
  const wire = new Wire(process, world, random.fork('wire'), accidentOf);
  const store = createStore({ tables: tables.seenThrough(wire), tenantId, clock });
  const open = { store, queue: queue.seenByProgram(wire), account: ACCOUNT };
  const print = async (text: string) => output.print?.(text);
  const settings = { environment: {}, from: 'the world' };
  try {
    await hearTime(clock, () => store.status.get('maintain'));
    return await command.run(
      { ...open, terminal: { ...SILENT_TERMINAL, print }, clock, random, settings, environment: {} },
      insideWorld(given, world, output.create),
    );
  } catch (error) {
    const failure = explainFailure(error);
    if (failure === undefined) throw error;
    return failure.code;
  }
}

/** What is exported stays in memory: a disk has a time of its own. */
function insideWorld(given: Given, { exported }: SimulatedWorld, create?: NewFile['create']): Given {
  if (create !== undefined)
    return { ...given, options: { ...given.options, export: { name: 'a file', create } } };
  if (given.options.out === undefined) return given;
  const out = { name: 'a folder', isFolder: true, open: () => exported };
  return { ...given, options: { ...given.options, out } };
}
