/** What befalls an instance at a certain request to a table: found by what is asked, not by its number. */

import { inspect } from 'node:util';
import { StorageFailure, type Table } from '../../../src/ports/storage.ts';
import type { TableName } from '../../../src/tables/declarations/index.ts';
import { type Instance, never } from '../../worlds/world/instance.ts';
import { withOwnMethods } from '../../worlds/world/own-methods.ts';
import type { SimulatedWorld } from '../../worlds/world/world.ts';

type Operation = Exclude<keyof Table, 'query'>;

export interface Moment {
  readonly request: `${Operation} ${TableName}`;
  /** Which of those requests of all instances; the first unless told otherwise. */
  readonly nth?: number;
  readonly phase?: 'before' | 'after';
  /** Only requests that name this column. */
  readonly column?: string;
}

type Befall = (instance: Instance, world: SimulatedWorld) => void;

/** The process stands still for so long, with all that runs in it, and then goes on. */
export function standsStill(seconds: number): Befall {
  return (instance, { time }) => instance.freeze(time.milliseconds + seconds * 1000);
}

/** The process ends. */
export const ends: Befall = (instance) => instance.die();

/** To be called before the instances of the world start. */
export function when(world: SimulatedWorld, moment: Moment, befall: Befall): void {
  const { request, nth = 1, phase = 'before', column } = moment;
  const [operation, name] = request.split(' ') as [Operation, TableName];
  const { tables } = world;
  const seenThrough = tables.seenThrough.bind(tables);
  let count = 0;
  tables.seenThrough = (wire) => {
    const { instance } = wire;
    const seen = seenThrough(wire);
    const table = seen.table(name);
    const carryOut = table[operation].bind(table) as (...args: ReadonlyArray<unknown>) => Promise<unknown>;
    const befallen: Table = {
      ...withOwnMethods(table),
      async [operation](...args: ReadonlyArray<unknown>) {
        const isMeant = column === undefined || inspect(args, { depth: null }).includes(column);
        if (isMeant) count += 1;
        const isIt = isMeant && count === nth;
        if (isIt && phase === 'before') befall(instance, world);
        const result = await carryOut(...args);
        if (isIt && phase === 'after') befall(instance, world);
        return instance.isAlive ? result : never();
      },
    };
    return { ...seen, table: (wanted) => (wanted === name ? befallen : seen.table(wanted)) };
  };
}

/** Requests to one table, all or those of one kind, fail for a time; the others go well. */
export function failing(
  world: SimulatedWorld,
  name: TableName,
  {
    from,
    until,
    method: only,
  }: { readonly from: number; readonly until: number; readonly method?: keyof Table },
): void {
  const { tables, time, plan } = world;
  const seenThrough = tables.seenThrough.bind(tables);
  const fail = () => {
    const seconds = (time.milliseconds - plan.startsAt.getTime()) / 1000;
    if (seconds >= from && seconds < until) throw new StorageFailure(`${name}: busy`, { status: 503 });
  };
  tables.seenThrough = (wire) => {
    const seen = seenThrough(wire);
    const table = seen.table(name);
    const methods = withOwnMethods(table);
    const faulty = Object.fromEntries(
      Object.entries(methods).map(([method, carryOut]) => [
        method,
        (...args: ReadonlyArray<unknown>) => {
          if (only === undefined || only === method) fail();
          return (carryOut as (...args: ReadonlyArray<unknown>) => unknown)(...args);
        },
      ]),
    ) as unknown as Table;
    return { ...seen, table: (wanted) => (wanted === name ? faulty : seen.table(wanted)) };
  };
}
