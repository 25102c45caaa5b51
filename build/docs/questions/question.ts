/** A question that analysts ask, with what answers it in two tools. */

export interface Question {
  readonly title: string;
  /** How the filters below are used, and what their rows say. */
  readonly inStorageExplorer: string;
  readonly filters: ReadonlyArray<TableFilter>;
  /** What the Power Query gives. */
  readonly inPowerQuery: string;
  /** Power Query's language, M. */
  readonly query: string;
}

/** An OData filter, and the tables that it is for. */
export interface TableFilter {
  readonly tables: ReadonlyArray<string>;
  readonly filter: string;
}
