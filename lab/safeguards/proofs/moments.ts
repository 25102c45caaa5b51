/** What happens at a certain request to a table or to Graph: found by what is asked, not by its number. */

import { inspect } from 'node:util';
import type { Table } from '../../../src/ports/storage.ts';
import type { TableName } from '../../../src/tables/declarations/index.ts';
import { failureOf } from '../../storage/storage-fault.ts';
import { type Instance, never } from '../../worlds/world/instance.ts';
import type { SimulatedWorld } from '../../worlds/world/world.ts';
import { at, type Prepare } from './proof.ts';

export interface AskedMoment {
  readonly request: `${keyof Table} ${TableName}`;
  /** Which of those requests of all instances; the first unless told otherwise. */
  readonly nth?: number;
  readonly phase?: 'before' | 'after';
  /** Only requests that name this column. */
  readonly column?: string;
}

type Happen = (instance: Instance, world: SimulatedWorld) => void;

/** The process stands still for so long, with all that runs in it, and then goes on. */
export function standsStill(seconds: number): Happen {
  return (instance, { time }) => instance.freeze(time.milliseconds + seconds * 1000);
}

/** The process ends. */
export const ends: Happen = (instance) => instance.die();

export function when(moment: AskedMoment, happen: Happen): Prepare {
  const { request, nth = 1, phase = 'before', column = '' } = moment;
  return (world) => {
    let count = 0;
    world.tables.standBetween(async ({ method, table, args }, instance, go) => {
      const isMeant = `${method} ${table}` === request && inspect(args, { depth: null }).includes(column);
      if (isMeant) count += 1;
      const isIt = isMeant && count === nth;
      if (isIt && phase === 'before') happen(instance, world);
      const result = await go();
      if (isIt && phase === 'after') happen(instance, world);
      return instance.isAlive ? result : never();
    });
  };
}

type Respond = SimulatedWorld['tenant']['respond'];

/** From now on every request to Graph passes through this. */
export function onGraph(
  between: (request: Parameters<Respond>[0], respond: Respond, world: SimulatedWorld) => ReturnType<Respond>,
): Prepare {
  return (world) => {
    const respond = world.tenant.respond.bind(world.tenant);
    world.tenant.respond = (request) => between(request, respond, world);
  };
}

/** Graph fails to list these hours, until so many seconds after the world began. */
export function listFailsOf(hours: RegExp, until: number): Prepare {
  return (world) =>
    world.tenant.faults.add('server-error', {
      when: ({ operation, url }) =>
        operation.kind === 'listCallRecords' && hours.test(decodeURIComponent(url)),
      until: new Date(world.instantOf(until)),
    });
}

/** Requests to one table, all or those of one kind, fail for a time; the others go well. */
export function failing(
  name: TableName,
  failing: { readonly from: number; readonly until: number; readonly method?: keyof Table },
): Prepare {
  return (world) =>
    world.tables.standBetween(async ({ method, table }, _instance, go) => {
      const isMeant = table === name && (failing.method ?? method) === method;
      const isNow = world.second >= failing.from && world.second < failing.until;
      if (isMeant && isNow) throw failureOf('busy', name);
      return go();
    });
}

/** A call of its own meets this fault from the beginning. */
export function happensTo(
  fault: 'forbidden' | 'not-found' | 'notification-dropped',
  { endsAfter, until }: { readonly endsAfter: number; readonly until: number },
): Prepare {
  return (world) => {
    const id = world.random.guid();
    const call = {
      id,
      kind: 'failed',
      readableAfterSeconds: 0,
      notifiedAfterSeconds: 0,
      versions: [{}],
    } as const;
    world.tenant.faults.add(fault, { callId: id, until: new Date(world.instantOf(until)) });
    at(endsAfter, ({ tenant }) => tenant.startCall(call))(world);
  };
}
