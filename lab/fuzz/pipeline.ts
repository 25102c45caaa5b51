/**
 * The pipeline as fuzzing meets it: the registered functions, called as the host calls them, over tables and a queue
 * in memory and a Graph in the mood that it is given. Time is virtual; a new one for every input takes a millisecond.
 */

import type { HttpClient } from '@azure/core-rest-pipeline';
import type { Intercept, QueueRequest, TableRequest } from '../../src/adapters/memory/intercept.ts';
import { createMemoryQueue, type MemoryQueue } from '../../src/adapters/memory/queue.ts';
import { createMemoryTables, type MemoryTables } from '../../src/adapters/memory/tables.ts';
import { createApplication } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { registerFunctions } from '../../src/functions/index.ts';
import { collectFunctions } from '../host/function-app.ts';
import { createHost } from '../host/host.ts';
import { type Invocation, invoke, type TriggerInput } from '../host/invocation.ts';
import type { LogEntry } from '../host/logs.ts';
import { ManualClock } from '../manual-clock.ts';
import { Random } from '../random.ts';
import { type GraphMood, moodyGraph } from './moody-graph.ts';
import { CLIENT_STATE, PREVIOUS_CLIENT_STATE, TENANT_ID } from './ours.ts';

export type FunctionName = 'ingestCallRecord' | 'deadLetterCallRecord' | 'maintain';

export interface FuzzedPipeline {
  readonly clock: ManualClock;
  readonly tables: MemoryTables;
  readonly queue: MemoryQueue;
  /** Calls that Graph was asked for. */
  readonly asked: ReadonlyArray<string>;
  /** One HTTP request, through routing and the library's own request. */
  http(path: string, init: RequestInit): Promise<Response>;
  /** Runs a function as its trigger does. Never rejects: failure is an outcome. */
  run(name: FunctionName, input: Omit<TriggerInput, 'reason'>): Promise<Invocation>;
  /** All that host and functions have written to their logs. */
  logged(): string;
}

/** The two kinds of storage requests, told apart so that some of them can fail. */
export interface Storage {
  readonly tables?: Intercept<TableRequest>;
  readonly queue?: Intercept<QueueRequest>;
}

/** Nothing may be asked of Graph. */
const NO_GRAPH: HttpClient = {
  sendRequest: async ({ url }) => {
    throw new Error(`Graph was asked for ${url}`);
  },
};

export async function createPipeline({
  mood,
  storage = {},
}: {
  readonly mood?: GraphMood;
  readonly storage?: Storage;
} = {}): Promise<FuzzedPipeline> {
  const clock = new ManualClock();
  const asked: Array<string> = [];
  const log: Array<LogEntry> = [];
  const tables = createMemoryTables();
  const queue = createMemoryQueue(clock);
  const application = createApplication(config, {
    clock,
    random: Random.seeded(1),
    httpClient: mood === undefined ? NO_GRAPH : moodyGraph(mood, clock, (callId) => asked.push(callId)),
    tables: storage.tables === undefined ? tables : tables.seenThrough(storage.tables),
    queue: storage.queue === undefined ? queue : queue.seenThrough(storage.queue),
  });
  const app = await collectFunctions(() => registerFunctions(application, config.schedules));
  const logs = (entry: LogEntry) => log.push(entry);
  const host = await createHost({ app, settings, logs });
  const environment = { app, clock, logs, functionTimeoutMs: undefined, running: new Map() };
  return {
    clock,
    tables,
    queue,
    asked,
    http: (path, init) => host.http(path, init),
    async run(name, input) {
      const registered = app.functions.get(name);
      if (registered === undefined) throw new Error(`no function ${name}`);
      return await invoke(registered, { reason: 'fuzzing', ...input }, environment);
    },
    logged: () => log.map(({ message }) => message).join('\n'),
  };
}

const settings = {
  CallRecordStorage: 'UseDevelopmentStorage=true',
  GRAPH_TENANT_ID: TENANT_ID,
  GRAPH_BASE_URL: 'http://127.0.0.1:4280',
  WEBHOOK_BASE_URL: 'http://127.0.0.1:7071',
  GRAPH_CLIENT_STATE: CLIENT_STATE,
  GRAPH_CLIENT_STATE_PREVIOUS: PREVIOUS_CLIENT_STATE,
};
const config = readConfig(settings);
