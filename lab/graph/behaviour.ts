/** How the simulated Graph behaves where the published contract leaves room, with the contract's own numbers as defaults. */

export interface GraphBehaviour {
  /** Shares of requests a client may make; false lifts them. */
  readonly throttling: boolean;
  /** Most calls on a page of the list; Prefer: odata.maxpagesize can only make a page smaller. */
  readonly listPageSize: number;
  /** What POST /subscriptions does with a second subscription for the same resource and changeType: documented is 409, observed is also 201. */
  readonly duplicateSubscriptions: 'reject' | 'accept';
  /** Whether a subscription that has expired is still listed and shown by its id (observed, not documented). */
  readonly showsExpiredSubscriptions: boolean;
  /** Whether PATCH validates the notificationUrl again although it did not change (observed, not documented). */
  readonly validatesRenewals: boolean;
  /** Whether a record carries properties that no schema declares, at every level. */
  readonly undeclaredProperties: boolean;
  /** Share of first notifications that come before the record can be read. */
  readonly earlyNotificationShare: number;
  /** Share of notifications sent twice. */
  readonly duplicateShare: number;
  /** Share of notifications held back, so that a later one overtakes them. */
  readonly reorderShare: number;
  /** Most change notifications in one POST. */
  readonly maximumBatch: number;
}

export const DEFAULT_BEHAVIOUR: GraphBehaviour = {
  throttling: true,
  listPageSize: 60,
  duplicateSubscriptions: 'reject',
  showsExpiredSubscriptions: false,
  validatesRenewals: false,
  undeclaredProperties: false,
  earlyNotificationShare: 0.25,
  duplicateShare: 0.05,
  reorderShare: 0.05,
  maximumBatch: 20,
};

/** A calm Graph: every notification once, in order, when the record can be read. For tests of one thing at a time. */
export const CALM_BEHAVIOUR: GraphBehaviour = {
  ...DEFAULT_BEHAVIOUR,
  earlyNotificationShare: 0,
  duplicateShare: 0,
  reorderShare: 0,
};
