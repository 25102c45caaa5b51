/** Storage in memory that is busy for requests of a test's choice, as its adapters say it once they have given up. */

import { failureOf } from '../../lab/storage/storage-fault.ts';
import type { Intercept, QueueRequest, TableRequest } from '../../src/adapters/memory/intercept.ts';
import type { TableName } from '../../src/tables/declarations/index.ts';
import { type PipelineWorld, type PipelineWorldOptions, pipelineInMemory } from './pipeline-world.ts';

type Request = TableRequest | QueueRequest;

export interface BusyStorage {
  readonly intercept: Intercept<Request>;
  /** Decides on every request from now on; true for those that fail. */
  failWhen(fails: (request: Request) => boolean): void;
  /** Lets everything pass again. */
  heal(): void;
}

export function busyStorage(): BusyStorage {
  let isBusyFor: (request: Request) => boolean = () => false;
  return {
    intercept(request) {
      if (request.phase === 'before' && isBusyFor(request)) throw failureOf('busy', whereTo(request));
    },
    failWhen(fails) {
      isBusyFor = fails;
    },
    heal() {
      isBusyFor = () => false;
    },
  };
}

export async function pipelineOverBusyStorage(
  options: PipelineWorldOptions = {},
): Promise<{ readonly at: PipelineWorld; readonly storage: BusyStorage }> {
  const storage = busyStorage();
  return { at: await pipelineInMemory({ ...options, intercept: storage.intercept }), storage };
}

export const isTable = (request: Request): request is TableRequest => 'table' in request;

export const merges = (table: TableName) => (request: Request) =>
  isTable(request) && request.table === table && request.operation === 'merge';

export const writesTo = (table: TableName) => (request: Request) =>
  isTable(request) && request.table === table && request.operation !== 'get' && request.operation !== 'query';

const whereTo = (request: Request): string => (isTable(request) ? request.table : request.queue);
