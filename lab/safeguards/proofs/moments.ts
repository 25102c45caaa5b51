/** What happens at a certain request to a table or to Graph: found by what is asked, not by its number. */

import { inspect } from 'node:util';
import type { Table } from '../../../src/ports/storage.ts';
import type { TableName } from '../../../src/tables/declarations/index.ts';
import { failureOf } from '../../storage/storage-fault.ts';
import { type Instance, never } from '../../worlds/world/instance.ts';
import type { SimulatedWorld } from '../../worlds/world/world.ts';

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

export function when(world: SimulatedWorld, moment: AskedMoment, happen: Happen): void {
  const { request, nth = 1, phase = 'before', column = '' } = moment;
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
}

type Respond = SimulatedWorld['tenant']['respond'];

/** From now on every request to Graph passes through this. */
export function onGraph(
  { tenant }: SimulatedWorld,
  between: (...args: [...Parameters<Respond>, Respond]) => ReturnType<Respond>,
): void {
  const respond = tenant.respond.bind(tenant);
  tenant.respond = (request) => between(request, respond);
}

/** Requests to one table, all or those of one kind, fail for a time; the others go well. */
export function failing(
  world: SimulatedWorld,
  name: TableName,
  failing: { readonly from: number; readonly until: number; readonly method?: keyof Table },
): void {
  const { time } = world;
  world.tables.standBetween(async ({ method, table }, _instance, go) => {
    const isMeant = table === name && (failing.method ?? method) === method;
    const isNow =
      time.milliseconds >= world.instantOf(failing.from) &&
      time.milliseconds < world.instantOf(failing.until);
    if (isMeant && isNow) throw failureOf('busy', name);
    return go();
  });
}
