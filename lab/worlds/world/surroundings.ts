/** What all parts of a world share: its plan, its time, and what is known of what happens. */

import { Random } from '../../random.ts';
import type { WorldFrame } from '../plan/frame.ts';
import { Activities } from './activity.ts';
import { Conditions } from './conditions.ts';
import { Journal } from './journal.ts';
import { noTallies, type Tallies } from './tallies.ts';
import { VirtualTime } from './virtual-time.ts';

export class Surroundings {
  readonly plan: WorldFrame;
  readonly random: Random;
  readonly time: VirtualTime;
  readonly journal: Journal;
  readonly activities: Activities;
  readonly conditions = new Conditions(() => this.second);
  readonly tallies: Tallies = noTallies();
  /** Every line that functions log. */
  readonly logged: Array<string> = [];

  constructor(plan: WorldFrame) {
    this.plan = plan;
    this.random = Random.seeded(plan.seed).fork('world');
    this.time = new VirtualTime(plan.startsAt);
    this.journal = new Journal(() => this.time.milliseconds);
    this.activities = new Activities(plan, this.random.fork('activities'), {
      isFair: () => this.isFair,
      logged: (line) => this.logged.push(line),
    });
  }

  /** In milliseconds since the epoch, of seconds since the world began. */
  instantOf(seconds: number): number {
    return this.plan.startsAt.getTime() + seconds * 1000;
  }

  /** Since the world began. */
  get second(): number {
    return (this.time.milliseconds - this.plan.startsAt.getTime()) / 1000;
  }

  /** Once the weather has cleared up, nothing goes wrong any more. */
  get isFair(): boolean {
    return this.time.milliseconds >= this.instantOf(this.plan.clearsAt);
  }
}
