/** What all parts of a simulated tenant share. */

import type { Agenda } from '../agenda.ts';
import type { Random } from '../random.ts';
import type { GraphBehaviour } from './behaviour.ts';
import type { TenantEvents } from './events.ts';
import type { Transport } from './transport.ts';

export interface TenantContext {
  readonly tenantId: string;
  /** Each part draws from a fork of its own. */
  readonly random: Random;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** How many times faster Graph does what it does by itself. */
  readonly speed: number;
  readonly behaviour: GraphBehaviour;
  readonly transport: Transport;
  readonly agenda: Agenda;
  readonly events: TenantEvents;
}
