/** What a screen of the page is, and what it is given. */

import type { Child } from 'hono/jsx';
import type { Remedy } from '../failures/explain-stored-failure.ts';
import type { reportFromTables } from '../health/report-from-tables.ts';
import type { Store } from '../rows/store.ts';

export interface Screen {
  /** Its name in the navigation; a screen without one is reached by links. */
  readonly title?: string;
  /** Below the page's own path, as hono writes it: `/call/:id`. A screen with a title has no parameters. */
  readonly path: string;
  /** Its own rules of style, beside those of `style.ts`. */
  readonly style?: string;
  /** Left out where the page is to show no persons (PAGE_WITHOUT_PERSONS). */
  readonly isAboutPersons?: true;
  /** Rejects with WrongAddress or NotThere, and with whatever keeps stored rows from being read. */
  show(view: View): Promise<Shown | Response>;
}

/** What a screen shows. A screen that answers with something else than a page makes its own Response. */
export interface Shown {
  /** What the tab of the browser is called; the main heading belongs to the content. */
  readonly title: string;
  readonly content: Child;
  /** The browser loads the screen again after so many seconds, because the user has asked for it. */
  readonly refreshSeconds?: number;
}

/** One request for a screen, and what its answer needs. */
export interface View {
  readonly store: Store;
  /** The name of the storage account. */
  readonly account: string;
  /** Days and times are by the clocks of this zone. */
  readonly zone: string;
  /** Whether times are shown in UTC as well. */
  readonly showsUtc: boolean;
  /** Whether screens about persons are there to be linked to. */
  readonly showsPersons: boolean;
  /** A parameter of the path, decoded once. */
  param(name: string): string;
  /** A parameter of the query, decoded once; undefined when it is absent or empty. */
  query(name: string): string | undefined;
  /** The address of a screen: a path such as `/call/…`, whose parts are encoded, and a query. */
  href(path: string, query?: Query): string;
  /** A text with its commands as users type them for this deployment: `./callrecords call ID`. */
  command(typed: string): string;
  readonly readStatus: ReadStatus;
}

/** What the tables and the queue say of the pipeline. */
export type ReadStatus = () => ReturnType<typeof reportFromTables>;

/** The parameter that shows times in UTC as well, kept from screen to screen. */
export const UTC = { name: 'utc', value: '1' } as const;

/** Parameters without a value are left out. */
export type Query = Readonly<Record<string, string | number | undefined>>;

/** The address names something that no screen can show: a day that is not a day. The message says what is expected. */
export class WrongAddress extends Error {
  override readonly name = 'WrongAddress';
}

/** What the address names does not exist; the message says so, and the remedies tell more. */
export class NotThere extends Error {
  override readonly name = 'NotThere';
  readonly remedies: ReadonlyArray<Remedy>;

  constructor(message: string, remedies: ReadonlyArray<Remedy> = []) {
    super(message);
    this.remedies = remedies;
  }
}
