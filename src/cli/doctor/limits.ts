/** How long the doctor waits. */

export interface DoctorLimits {
  /** For one answer of storage. */
  readonly storageMilliseconds: number;
  /** For one answer of Graph. */
  readonly graphMilliseconds: number;
  /** For a token; `az` takes seconds. */
  readonly tokenMilliseconds: number;
  /** For an answer of the webhook: what Graph waits for a handshake. */
  readonly webhookMilliseconds: number;
  /** A webhook slower than this gets Graph's notifications late. */
  readonly slowWebhookMilliseconds: number;
}

export const DEFAULT_LIMITS: DoctorLimits = {
  storageMilliseconds: 10_000,
  graphMilliseconds: 20_000,
  tokenMilliseconds: 30_000,
  // Graph validates within 10 s, and counts an answer to notifications after 3 s as none.
  // https://learn.microsoft.com/graph/change-notifications-delivery-webhooks
  webhookMilliseconds: 10_000,
  slowWebhookMilliseconds: 3_000,
};
