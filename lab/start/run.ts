/** One run of `npm start`: bring everything up, let calls happen, wait for them, judge, take everything down. */

import { randomBytes } from 'node:crypto';
import { counted } from '../../src/cli/wording.ts';
import { type RecordFile, readRecordFiles } from '../graph/record-files.ts';
import { webhookTransport } from '../graph/webhook-transport.ts';
import { azureRows } from '../judge/azure-rows.ts';
import { verdictOn } from '../judge/verdict.ts';
import { CannotRun } from './cannot-run.ts';
import { type Demonstration, freePort, originOf, startDemonstration } from './demonstration.ts';
import { hostEnvironment, hostSettings } from './host-environment.ts';
import { type HostProcess, startHostProcess } from './host-process.ts';
import { aborted, EXIT_INTERRUPTED } from './interrupts.ts';
import { type LocalEvent, Observed } from './observed.ts';
import { type Paint, paintFor } from './paint.ts';
import { pipelineEventIn } from './pipeline-events.ts';
import { callOfAct, playRecords, playStory } from './player.ts';
import { isGraphQuiet, within } from './rest.ts';
import type { Surroundings } from './run-to-verdict.ts';
import { createScreen, type Screen } from './screen.ts';
import { writeStartFile } from './start-file.ts';
import { type Act, STORY } from './story.ts';
import type { StartOptions } from './syntax.ts';
import { verdictLines } from './verdict-lines.ts';
import { whereToLookLines, whereToLookNow } from './where-to-look.ts';

/** What a run is made of. */
interface Run extends Surroundings {
  readonly options: StartOptions;
  readonly seed: number;
  /** The records to play; undefined for the story. */
  readonly files: ReadonlyArray<RecordFile> | undefined;
  readonly story: ReadonlyArray<Act>;
  readonly paint: Paint;
  readonly observed: Observed;
  readonly screen: Screen;
  readonly tell: (event: LocalEvent) => void;
}

/** Fixed, so that everybody's first run tells the same story. */
const DEFAULT_SEED = 1;

/** The ports that the tools of these parts use by default. */
const USUAL_PORTS = { graph: 4280, functions: 7071 } as const;

/**
 * How long to wait for calls in progress. The last call's record can be read after 5 s at the latest and changes for
 * 8 s more; the rest is for waits after a 404 and for slow machines.
 */
const SETTLED_WITHIN_SECONDS = 60;

/**
 * Resolves with the exit code.
 * @throws {RecordFilesError} for a folder that cannot be played, and whatever keeps the parts from starting.
 */
export async function run(options: StartOptions, surroundings: Surroundings): Promise<number> {
  const { output, clock, interrupts } = surroundings;
  const { records, seed = DEFAULT_SEED } = options;
  const files = records === undefined ? undefined : await readRecordFiles(records);
  const story = files === undefined ? STORY : [];
  const paint = paintFor(output);
  const observed = new Observed();
  const screen = createScreen({ output, paint, observed, story, clock });
  const tell = (event: LocalEvent) => {
    observed.hear(event);
    screen.happened(event);
  };
  const what =
    files === undefined
      ? `Seed ${seed}: every run with this seed shows the same calls.`
      : `The calls are ${counted(files.length, 'record')} from files.`;
  print(output, [
    paint('title', 'Microsoft Teams call records, from a simulated Graph into tables'),
    paint('quiet', what),
    '',
  ]);
  const run = { ...surroundings, options, seed, files, story, paint, observed, screen, tell };
  const started = await Promise.race([bringUp(run), aborted(interrupts.first)]);
  // What has started so far ends with this process.
  if (started === undefined) return process.exit(EXIT_INTERRUPTED);
  try {
    return await playAndJudge(run, started);
  } finally {
    screen.end();
    await started.stop();
  }
}

interface Started extends Demonstration<HostProcess> {
  readonly functionsUrl: string;
}

/** With the file by which `./callrecords` finds this run, as long as it lasts. */
async function bringUp({ options, seed, clock, tell }: Run): Promise<Started> {
  const port =
    options.port === undefined ? await freePort(USUAL_PORTS.functions) : await portAskedFor(options.port);
  const functionsUrl = originOf(port);
  const nonce = randomBytes(16).toString('hex');
  let settings: Readonly<Record<string, string>> = {};
  let trouble: string | undefined;
  const demonstration = await startDemonstration({
    seed,
    clock,
    azurite: 'default',
    graphPort: USUAL_PORTS.graph,
    transport: webhookTransport,
    startHosts(parts) {
      parts.tenant.on(tell);
      settings = { ...hostSettings(parts, functionsUrl), START_NONCE: nonce };
      return startHostProcess(hostEnvironment(settings, port, process.env), (line) => {
        const event = pipelineEventIn(line);
        if (event?.type === 'trouble') trouble = event.message;
        if (event !== undefined) tell(event);
      });
    },
  }).catch((error: unknown) => {
    if (!(error instanceof CannotRun) || trouble === undefined) throw error;
    throw new CannotRun(`${error.message}\n${trouble}`);
  });
  const statusUrl = `${functionsUrl}/api/status`;
  const removeStartFile = writeStartFile({ pid: process.pid, nonce, statusUrl, settings });
  return {
    ...demonstration,
    functionsUrl,
    stop: () => {
      removeStartFile();
      return demonstration.stop();
    },
  };
}

async function portAskedFor(asked: number): Promise<number> {
  const port = await freePort(asked);
  if (asked !== 0 && port !== asked) {
    throw new CannotRun(
      `Another program listens on port ${asked}: choose another --port, or 0 for any free one.`,
    );
  }
  return port;
}

async function playAndJudge(run: Run, started: Started): Promise<number> {
  const { output, paint, observed, screen, interrupts } = run;
  const { tenant, azurite, hosts } = started;
  const callId = run.files === undefined ? callOfAct(run.seed, 0) : run.files[0]?.record.id;
  const places = { ...started, callId };
  print(output, [...whereToLookLines(places, paint), '']);
  screen.begin(whereToLookNow(places));
  const over = new AbortController();
  const ended = hosts.failed.then((reason) => {
    over.abort();
    throw new CannotRun(reason);
  });
  await Promise.race([ended, happen(run, started, over.signal)]);
  const isSettled = await Promise.race([ended, settle(run, started)]);
  screen.end();
  if (!isSettled && interrupts.second.aborted) {
    print(output, ['No verdict: some calls were still in progress.']);
    return EXIT_INTERRUPTED;
  }
  if (!isSettled) print(output, [`Some calls are still in progress after ${SETTLED_WITHIN_SECONDS} s.`, '']);
  const forged = [...observed.forged.callIds];
  const verdict = await verdictOn(tenant, azureRows(azurite.connectionString), forged);
  print(output, verdictLines(verdict, paint));
  return verdict.faults.length === 0 ? 0 : 1;
}

/** Resolves when no more calls will happen. */
async function happen(run: Run, { tenant }: Started, over: AbortSignal): Promise<void> {
  const { options, seed, files, story, clock, tell, interrupts } = run;
  const stage = { tenant, clock, tell, signal: AbortSignal.any([interrupts.first, over]) };
  if (files === undefined) await playStory(stage, story, { calls: options.calls, seed });
  else await playRecords(stage, files);
  if (!interrupts.first.aborted) {
    tell({ type: 'callsOver', at: clock.now(), interrupted: false });
    if (!options.exit) await aborted(interrupts.first);
  }
  if (interrupts.first.aborted) tell({ type: 'callsOver', at: clock.now(), interrupted: true });
}

/** Resolves with whether the pipeline says in time that it has stored everything that Graph told. */
function settle({ observed, clock, interrupts }: Run, { tenant }: Started): Promise<boolean> {
  const isDone = () => {
    const { calls, storedAtNewest } = observed.counts();
    return isGraphQuiet(tenant, clock.now()) && calls === storedAtNewest;
  };
  return within(SETTLED_WITHIN_SECONDS, isDone, clock, interrupts.second);
}

function print(output: NodeJS.WriteStream, lines: ReadonlyArray<string>): void {
  output.write(`${lines.join('\n')}\n`);
}
